using BraidMgr.Grains.Projects.V1Files.Yaml;

namespace BraidMgr.Grains.Projects.V1Files;

/// <summary>Reads the metadata of a log.</summary>
internal static class MetadataReader
{
    /// <summary>The log without items; next_item_num is as the file says, or 1.</summary>
    public static MetadataRead Read(YamlMap map, ProblemList problems)
    {
        var fields = new FieldReader(map, problems, "metadata.", "");
        var log = new RaidLog
        {
            ProjectName = fields.RequiredText("project_name", V1Limits.Name),
            ClientName = fields.Text("client_name", V1Limits.Name),
            ProjectStart = fields.Value<DateOnly>("project_start", Formats.Date),
            ProjectEnd = fields.Value<DateOnly>("project_end", Formats.Date),
            NextItemNum = fields.Value<int>("next_item_num", Formats.ItemNum) ?? 1,
            Workstreams = Workstreams(fields),
        };
        if (log.ProjectEnd < log.ProjectStart)
        {
            fields.Error("project_end", $"{log.ProjectEnd:O}", $"is before project_start, {log.ProjectStart:O}", fields.LineOf("project_end"));
        }

        fields.WarnOfUnknown();
        return new(log, fields);
    }

    private static List<string> Workstreams(FieldReader fields)
    {
        HashSet<string> known = [];
        List<string> workstreams = [];
        foreach (var (name, line) in fields.Names("workstreams", V1Limits.Name))
        {
            if (known.Add(name))
            {
                workstreams.Add(name);
            }
            else
            {
                fields.Warn("workstreams", name, "stands twice and is taken once", line);
            }
        }

        return workstreams;
    }
}

/// <summary>The metadata and its fields, which know their lines and report what is found wrong with them later.</summary>
internal sealed record MetadataRead(RaidLog Log, FieldReader Fields);
