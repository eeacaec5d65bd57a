namespace BraidMgr.Compare;

/// <summary>All figures of a run, in the order in which cells were first measured.</summary>
internal sealed class Ledger
{
    private readonly Dictionary<Cell, List<Figures>> _figures = [];

    /// <summary>Statements that the application's role ran while reads were measured, over all rounds; null when none were.</summary>
    public long? StatementsDuringReads { get; set; }

    /// <summary>Resident memory of a host that serves nobody, in MB; null when it was not measured.</summary>
    public double? IdleMb { get; set; }

    /// <summary>From git clone to ready; null when it was not measured.</summary>
    public TimeSpan? FirstUp { get; set; }

    /// <summary>One added column in many databases; null when it was not measured.</summary>
    public Tools.MigrationFigures? Migrations { get; set; }

    /// <summary>What bench/Engine said of grain calls, as JSON.</summary>
    public string[] EngineCalls { get; set; } = [];

    /// <summary>What large projects cost, and what chat does over sockets; empty when neither was measured.</summary>
    public List<Extra> Extras { get; } = [];

    public IEnumerable<Cell> Cells => _figures.Keys;

    public void Add(Cell cell, Figures figures)
    {
        if (!_figures.TryGetValue(cell, out var all))
        {
            _figures[cell] = all = [];
        }

        all.Add(figures);
    }

    /// <summary>Medians over the rounds; errors are summed, as one is one too many.</summary>
    public Figures Of(Cell cell)
    {
        var all = _figures[cell];
        return new Figures(
            Median(all.Select(f => f.Rps)), Median(all.Select(f => f.P50Ms)), Median(all.Select(f => f.P99Ms)), all.Sum(f => f.Errors));
    }

    /// <summary>An extra of one system; null when it was not measured.</summary>
    public double? Of(string system, string extra) => Extras.FirstOrDefault(e => e.System == system && e.Name == extra)?.Value;

    /// <summary>The figures of one system for the same load; null when it was not measured.</summary>
    public Figures? Of(string system, string work, int connections, int organizations) =>
        Cells.FirstOrDefault(c => c.System == system && c.Work == work && c.Connections == connections && c.Organizations == organizations)
            is { } cell
            ? Of(cell)
            : null;

    /// <summary>What a share of sorted values is at or below; 0 of none.</summary>
    public static double At(List<double> sorted, double share) => sorted.Count == 0 ? 0 : sorted[(int)(share * (sorted.Count - 1))];

    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
