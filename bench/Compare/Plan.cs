namespace BraidMgr.Compare;

/// <summary>What to measure and for how long, as the command line says.</summary>
/// <param name="Json">A line of JSON a cell in place of the table.</param>
/// <param name="Quick">One round of short cells.</param>
/// <param name="Rounds">How often each system is visited; the figures are medians over them.</param>
/// <param name="WarmUp">Load before the first figure of a visit.</param>
/// <param name="CellLength">How long one cell is loaded.</param>
/// <param name="Only">Names of works and of systems; empty for all.</param>
internal sealed record Plan(bool Json, bool Quick, int Rounds, TimeSpan WarmUp, TimeSpan CellLength, IReadOnlyList<string> Only)
{
    /// <summary>Organizations under load, of 5 projects of 400 items each.</summary>
    public const int Organizations = 20;

    /// <summary>One more, for the warm-up, so that it leaves the measured ones as they were filled.</summary>
    public const int WarmUpOrganization = Organizations + 1;

    /// <summary>Organizations that two hosts serve while their connections are counted.</summary>
    public const int HeldOrganizations = 60;

    /// <summary>Connections of the load generator, a cell each.</summary>
    public static readonly int[] Connections = [32, 128];

    /// <summary>The work that is also measured with one connection, whose request goes through every grain to the database.</summary>
    public const string LowLoadWork = "create";

    private static readonly string[] OtherWorks = ["register", "idle", "call", "up", "big", "migrate", "fleet", "many", "connections", "backup", "provision", "noisy"];

    private static readonly string[] SystemNames = ["braidmgr", Systems.OtherEngine.SystemName, "seed", "direct", "pgbench"];

    /// <summary>Reads the command line; what it does not know is an <see cref="ArgumentException"/>.</summary>
    public static Plan Parse(string[] args)
    {
        var plan = new Plan(false, false, 3, TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(10), []);
        for (var i = 0; i < args.Length; i++)
        {
            plan = args[i] switch
            {
                "--json" => plan with { Json = true },
                "--quick" => plan with { Quick = true, Rounds = 1, WarmUp = TimeSpan.FromSeconds(5), CellLength = TimeSpan.FromSeconds(3) },
                "--rounds" when i + 1 < args.Length => plan with { Rounds = Count(args[++i]) },
                "--only" when i + 1 < args.Length => plan with { Only = [.. plan.Only, Known(args[++i])] },
                _ => throw new ArgumentException($"bench does not know '{args[i]}'"),
            };
        }

        return plan;
    }

    /// <summary>Whether cells of this work are wanted: all are, unless --only names works.</summary>
    public bool WantsWork(string name) => Only.Contains(name) || !Only.Any(only => !SystemNames.Contains(only));

    /// <summary>Whether cells of this system are wanted: all are, unless --only names systems.</summary>
    public bool WantsSystem(string name) => Only.Contains(name) || !Only.Any(SystemNames.Contains);

    /// <summary>Whether what is no work of the table is wanted: call, up, big, migrate, connections, backup, provision, noisy, and of chat what goes over sockets.</summary>
    public bool WantsExtra(string name) => Only.Count == 0 || Only.Contains(name);

    /// <summary>How many organizations each system gets.</summary>
    public int Prepared => WantsExtra("connections") ? HeldOrganizations : WarmUpOrganization;

    /// <summary>Whether a thousand organizations are wanted: only by name, as they take 8 GB of disk.</summary>
    public bool WantsFleet => Only.Contains("fleet");

    /// <summary>Whether thousands of idle databases beside 50 busy ones are wanted: only by name, as they take 40 GB of disk.</summary>
    public bool WantsMany => Only.Contains("many");

    /// <summary>Whether any cell of a system under load is wanted.</summary>
    public bool WantsLoad => Only.Count == 0 || Only.Any(only => only is not ("call" or "up" or "migrate" or "many"));

    private static int Count(string text) =>
        int.TryParse(text, out var count) && count is > 0 and <= 100 ? count : throw new ArgumentException($"--rounds is 1 to 100, not '{text}'");

    private static string Known(string name)
    {
        string[] known = [.. Work.All.Select(work => work.Name), .. OtherWorks, .. SystemNames];
        return known.Contains(name)
            ? name
            : throw new ArgumentException($"--only knows {string.Join(", ", known)}, not '{name}'");
    }
}
