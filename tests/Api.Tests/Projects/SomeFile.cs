using System.Globalization;
using System.Text;

namespace BraidMgr.Api.Tests.Projects;

/// <summary>v1 files of many items, made in a loop.</summary>
internal static class SomeFile
{
    /// <summary>A log whose first items, all of them unless said otherwise, have a note each and depend on the one after.</summary>
    public static string Of(int items, string title = "Valve", int? linked = null)
    {
        var text = new StringBuilder("metadata: {project_name: Large}\nitems:\n");
        for (var i = 1; i <= items; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"- {{item_num: {i}, type: Risk, title: {title}, deadline: 2030-01-01");
            text.Append(i < (linked ?? items) ? string.Create(CultureInfo.InvariantCulture, $", dep_item_num: {i + 1}") : "");
            text.Append(i <= (linked ?? items) ? ", notes: '2026-01-01: seen'}\n" : "}\n");
        }

        return text.ToString();
    }
}
