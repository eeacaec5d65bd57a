using Npgsql;

namespace BraidMgr.Grains.Projects.Statements;

/// <summary>The projects that a write across an organization has changed.</summary>
[GenerateSerializer, Immutable, Alias("braid.changed-projects")]
internal sealed record ChangedProjects(IReadOnlyList<ChangedProject> Projects)
{
    /// <summary>Reads them from column <paramref name="at"/> on: their ids, versions and next numbers, of one order, and the time of the change.</summary>
    public static ChangedProjects Read(NpgsqlDataReader row, int at)
    {
        var (ids, versions, numbers) = (row.GetFieldValue<Guid[]>(at), row.GetFieldValue<long[]>(at + 1), row.GetFieldValue<int[]>(at + 2));
        var changedAt = row.GetDateTime(at + 3);
        return new([.. ids.Select((id, i) => new ChangedProject(id, new ProjectStamp(versions[i], numbers[i], changedAt)))]);
    }
}

/// <summary>A project, and what a write made of its counters.</summary>
[GenerateSerializer, Immutable, Alias("braid.changed-project")]
internal sealed record ChangedProject(Guid ProjectId, ProjectStamp Stamp);
