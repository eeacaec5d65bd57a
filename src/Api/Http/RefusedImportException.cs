using System.Globalization;
using BraidMgr.Contracts.Errors;
using BraidMgr.Contracts.Projects;

namespace BraidMgr.Api.Http;

/// <summary>A file that could not be imported; carries the whole report beside the details by field.</summary>
internal sealed class RefusedImportException : BraidException
{
    /// <summary>Makes the error of a report without a project.</summary>
    public RefusedImportException(ImportReport report)
        : base(ErrorKind.Validation, $"Nothing was imported: {report.Problems.Count(IsError)} values of the file cannot be read.")
    {
        Report = report;
        Details = report.Problems.Where(IsError).GroupBy(FieldOf).ToDictionary(g => g.Key, g => g.Select(p => p.Reason).ToArray());
    }

    /// <summary>What was read and what could not be.</summary>
    public ImportReport Report { get; }

    private static bool IsError(ImportProblem problem) => problem.Severity == "error";

    // items[12].deadline: the number of the item as in the file.
    private static string FieldOf(ImportProblem problem) =>
        problem.ItemNum is { } number ? string.Create(CultureInfo.InvariantCulture, $"items[{number}].{problem.Field}") : problem.Field;
}
