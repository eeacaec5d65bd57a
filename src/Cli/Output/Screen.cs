using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Spectre.Console;

namespace BraidMgr.Cli.Output;

/// <summary>Where answers go: tables for people, JSON for machines. Messages go to standard error.</summary>
internal sealed class Screen(bool json)
{
    // A pipe has no width; a table that is cut at 80 columns is of no use in it.
    private readonly IAnsiConsole _console = Create();

    /// <summary>Whether a machine reads.</summary>
    public bool IsJson { get; } = json;

    /// <summary>Whether a person sits in front of it.</summary>
    public bool IsLive => !IsJson && !System.Console.IsOutputRedirected;

    /// <summary>The console itself, for progress.</summary>
    public IAnsiConsole Console => _console;

    /// <summary>Shows a value.</summary>
    public void Show<T>(T value, JsonTypeInfo<T> type, Action<T> show)
    {
        if (IsJson)
        {
            Line(value, type);
        }
        else
        {
            show(value);
        }
    }

    /// <summary>Writes one line of JSON.</summary>
    public static void Line<T>(T value, JsonTypeInfo<T> type) => System.Console.WriteLine(JsonSerializer.Serialize(value, type));

    /// <summary>Shows a table; cells are text, not markup.</summary>
    public void Table(IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<string?>> rows)
    {
        var table = new Table { Border = TableBorder.Simple };
        foreach (var column in columns)
        {
            table.AddColumn(new TableColumn(new Text(column)) { NoWrap = true });
        }

        foreach (var row in rows)
        {
            table.AddRow(row.Select(cell => new Text(cell ?? "")));
        }

        _console.Write(table);
    }

    /// <summary>Says a line.</summary>
    public void Say(string text)
    {
        if (!IsJson)
        {
            System.Console.WriteLine(text);
        }
    }

    /// <summary>Says what went wrong, and answers the exit code.</summary>
    public int Fail(int code, string message)
    {
        System.Console.Error.WriteLine(IsJson
            ? new System.Text.Json.Nodes.JsonObject { ["exit_code"] = code, ["message"] = message }.ToJsonString()
            : $"braidmgr: {message}");
        return code;
    }

    private static IAnsiConsole Create()
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings());
        if (System.Console.IsOutputRedirected)
        {
            console.Profile.Width = 400;
        }

        return console;
    }
}
