namespace BraidMgr.Contracts.Projects;

/// <summary>What an import did, or with dry_run would do, and what could not be read.</summary>
/// <param name="DryRun">Nothing was stored.</param>
/// <param name="Project">The new project; null on a dry run or where problems stopped the import.</param>
/// <param name="ItemCount">Items read.</param>
/// <param name="NoteCount">Notes read.</param>
/// <param name="WorkstreamCount">Workstreams read or made.</param>
/// <param name="Problems">Values that could not be read. One that matters refuses the whole file; a warning does not.</param>
[GenerateSerializer, Immutable, Alias("braid.import-report")]
public sealed record ImportReport(
    bool DryRun, Project? Project, int ItemCount, int NoteCount, int WorkstreamCount, IReadOnlyList<ImportProblem> Problems);

/// <summary>A value that could not be read.</summary>
/// <param name="ItemNum">The item's number, where it belongs to one that has one.</param>
/// <param name="Field">The field, named as in the file, with <c>metadata.</c> before those of the metadata.</param>
/// <param name="Value">What stands there, shortened to 100 characters.</param>
/// <param name="Reason">What is wrong with it, for a person.</param>
/// <param name="Line">The line of the file, from 1, where known.</param>
/// <param name="Severity">error refuses the import; warning is only told.</param>
[GenerateSerializer, Immutable, Alias("braid.import-problem")]
public sealed record ImportProblem(int? ItemNum, string Field, string? Value, string Reason, int? Line, string Severity);
