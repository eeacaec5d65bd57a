using System.Globalization;
using System.Text.Json;

namespace BraidMgr.Compare;

/// <summary>One kind of request; its wrk script is bench/load/NAME.lua.</summary>
internal sealed record Work(string Name, bool Writes)
{
    /// <summary>In the order of a visit: what changes tables comes last, and what makes them grow at the very end.</summary>
    public static readonly IReadOnlyList<Work> All =
    [
        new("project", Writes: false),
        new("item", Writes: false),
        new("page", Writes: false),
        new("update", Writes: true),
        new("create", Writes: true),
        new("chat", Writes: true),
    ];
}

/// <summary>One figure's place in the table.</summary>
internal sealed record Cell(string Work, string System, string Engine, int Connections, int Organizations);

/// <summary>A figure that is no cell of the table.</summary>
internal sealed record Extra(string Work, string System, string Name, double Value, string Unit)
{
    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Work}, {System}: {Name}: {Value:#,0.0} {Unit}");

    /// <summary>As a line of JSON.</summary>
    public string ToJson() =>
        JsonSerializer.Serialize(new { work = Work, system = System, name = Name, value = Math.Round(Value, 3), unit = Unit });
}

/// <summary>What a load generator counted: requests a second, milliseconds, and answers that were not 2xx.</summary>
internal sealed record Figures(double Rps, double P50Ms, double P99Ms, long Errors);
