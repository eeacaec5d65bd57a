namespace BraidMgr.Grains.Projects.V1Files;

/// <summary>The workstreams of a log; those that only items name are made.</summary>
internal sealed class WorkstreamNames(IReadOnlyList<string> fromMetadata, ProblemList problems)
{
    private readonly List<string> _all = [.. fromMetadata];
    private readonly HashSet<string> _exact = [.. fromMetadata];
    private readonly Dictionary<string, string> _loose = fromMetadata.GroupBy(Loose).ToDictionary(g => g.Key, g => g.First());

    /// <summary>All names, those of the metadata first.</summary>
    public IReadOnlyList<string> All => _all;

    /// <summary>The workstream of an item: as spelled, else one that differs in case or outer spaces only, else a new one.</summary>
    public string? Find(ItemRead read)
    {
        if (read.Item.Workstream is not { } name || _exact.Contains(name))
        {
            return read.Item.Workstream;
        }

        if (_loose.TryGetValue(Loose(name), out var known))
        {
            Warn(read, $"is taken for {known}");
            return known;
        }

        Warn(read, "is not among metadata.workstreams and is added to them");
        _all.Add(name);
        _exact.Add(name);
        _loose.Add(Loose(name), name);
        return name;
    }

    /// <summary>Reports more workstreams than a project may have.</summary>
    public void ReportTooMany(FieldReader metadata)
    {
        if (_all.Count > V1Limits.Workstreams)
        {
            metadata.Error(
                "workstreams", null, $"are {_all.Count} with those that items name; at most {V1Limits.Workstreams} are allowed",
                metadata.LineOf("workstreams"));
        }
    }

    private void Warn(ItemRead read, string reason) =>
        problems.Warn(read.Item.ItemNum, "workstream", read.Item.Workstream, reason, read.WorkstreamLine);

    private static string Loose(string name) => name.Trim().ToUpperInvariant();
}
