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
    ];
}

/// <summary>One figure's place in the table.</summary>
internal sealed record Cell(string Work, string System, string Engine, int Connections, int Organizations);

/// <summary>What a load generator counted: requests a second, milliseconds, and answers that were not 2xx.</summary>
internal sealed record Figures(double Rps, double P50Ms, double P99Ms, long Errors);
