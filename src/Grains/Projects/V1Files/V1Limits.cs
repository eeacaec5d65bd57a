namespace BraidMgr.Grains.Projects.V1Files;

/// <summary>What a v1 file may hold at most. Texts are counted in UTF-16 units, as everywhere in the API.</summary>
public static class V1Limits
{
    /// <summary>Bytes of a file as UTF-8: 10 MiB.</summary>
    public const int Bytes = 10 * 1024 * 1024;

    /// <summary>Items of a file.</summary>
    public const int Items = 50_000;

    /// <summary>
    /// Items, notes and dependencies of a file together. A project becomes visible in one statement, which audits all that it holds, and
    /// nothing else of the organization is written meanwhile: some 5 s on a small machine.
    /// </summary>
    public const int Rows = 150_000;

    /// <summary>The largest item number, so that the numbers after it still fit an integer.</summary>
    public const int ItemNum = 1_000_000_000;

    /// <summary>Workstreams of a project.</summary>
    public const int Workstreams = 200;

    /// <summary>Problems that are listed of each severity.</summary>
    public const int Problems = 500;

    /// <summary>Characters of a name: project, client, workstream, assignee.</summary>
    public const int Name = 200;

    /// <summary>Characters of a title.</summary>
    public const int Title = 500;

    /// <summary>Characters of a description.</summary>
    public const int Description = 20_000;

    /// <summary>Characters of a note.</summary>
    public const int Note = 20_000;

    /// <summary>Characters of a priority.</summary>
    public const int Priority = 50;

    /// <summary>Names in rpt_out.</summary>
    public const int Reports = 50;

    /// <summary>Characters of a name in rpt_out.</summary>
    public const int Report = 100;

    /// <summary>Business days of a duration.</summary>
    public const int Duration = 10_000;

    /// <summary>What a budget amount stays below, to either side: the column is numeric(12,2).</summary>
    public const decimal Money = 10_000_000_000m;
}
