using BraidMgr.Contracts.Errors;
using BraidMgr.Contracts.Projects;

namespace BraidMgr.Grains.Projects;

/// <summary>What projects and workstreams may look like. Limits are those of the data model.</summary>
internal static class ProjectRules
{
    private const int MaxWorkstreams = 200;

    /// <summary>Checks the input of a new project. VALIDATION_ERROR with all that is wrong.</summary>
    public static void CheckNew(ProjectInput input)
    {
        var errors = new ValidationErrors();
        if (input.Name.Or(null) is null)
        {
            errors.Add("name", "is required");
        }

        Check(input, input.ProjectStart.Or(null), input.ProjectEnd.Or(null), errors);
        errors.ThrowIfAny();
    }

    /// <summary>The project that a change makes of another. VALIDATION_ERROR with all that is wrong.</summary>
    public static Project Update(Project project, ProjectInput input)
    {
        var errors = new ValidationErrors();
        if (input.Name is { IsSet: true, Value: null })
        {
            errors.Add("name", "cannot be cleared");
        }

        if (input.Workstreams is not null)
        {
            errors.Add("workstreams", "are changed under /workstreams");
        }

        var changed = project with
        {
            Name = input.Name.Or(project.Name) ?? project.Name,
            ClientName = input.ClientName.Or(project.ClientName),
            ProjectStart = input.ProjectStart.Or(project.ProjectStart),
            ProjectEnd = input.ProjectEnd.Or(project.ProjectEnd),
        };
        Check(input, changed.ProjectStart, changed.ProjectEnd, errors);
        errors.ThrowIfAny();
        return changed;
    }

    /// <summary>The workstream that an input describes, last in order unless it says otherwise.</summary>
    public static Workstream CreateWorkstream(ProjectState state, WorkstreamInput input)
    {
        var errors = new ValidationErrors();
        if (input.Name is null)
        {
            errors.Add("name", "is required");
        }

        CheckWorkstream(input, errors);
        var existing = state.Workstreams.ToList();
        if (existing.Count >= MaxWorkstreams)
        {
            errors.Add("name", $"the project has {existing.Count} workstreams; at most {MaxWorkstreams} are allowed");
        }

        errors.ThrowIfAny();
        var last = existing.Count == 0 ? -1 : existing.Max(w => w.SortOrder);
        return new(Ids.Next(), state.Project.Id, input.Name!, input.SortOrder ?? last + 1);
    }

    /// <summary>The workstream that a change makes of another.</summary>
    public static Workstream UpdateWorkstream(Workstream workstream, WorkstreamInput input)
    {
        var errors = new ValidationErrors();
        CheckWorkstream(input, errors);
        errors.ThrowIfAny();
        return workstream with { Name = input.Name ?? workstream.Name, SortOrder = input.SortOrder ?? workstream.SortOrder };
    }

    /// <summary>Checks that an order names every workstream of the project once. NOT_FOUND for one that is not the project's.</summary>
    public static void CheckOrder(ProjectState state, IReadOnlyList<Guid> workstreamIds)
    {
        for (var i = 0; i < workstreamIds.Count; i++)
        {
            if (state.FindWorkstream(workstreamIds[i]) is null)
            {
                throw Error.NotFoundIn($"workstream_ids[{i}]", "workstream");
            }
        }

        if (!state.Workstreams.Select(w => w.Id).ToHashSet().SetEquals(workstreamIds) || workstreamIds.Distinct().Count() != workstreamIds.Count)
        {
            throw Error.Invalid("workstream_ids", "must name every workstream of the project once");
        }
    }

    private static void CheckWorkstream(WorkstreamInput input, ValidationErrors errors)
    {
        errors.Text("name", input.Name, 200, 1);
        if (input.SortOrder is < 0 or > 1_000_000)
        {
            errors.Add("sort_order", $"is {input.SortOrder}; it must be from 0 to 1000000");
        }
    }

    private static void Check(ProjectInput input, DateOnly? start, DateOnly? end, ValidationErrors errors)
    {
        errors.Text("name", input.Name.Or(null), 200, 1);
        errors.Text("client_name", input.ClientName.Or(null), 200);
        if (end < start)
        {
            errors.Add("project_end", $"is {end:yyyy-MM-dd}, before the project's start on {start:yyyy-MM-dd}");
        }

        var names = input.Workstreams ?? [];
        if (names.Count > MaxWorkstreams)
        {
            errors.Add("workstreams", $"has {names.Count} names; at most {MaxWorkstreams} are allowed");
        }

        if (names.Distinct(StringComparer.Ordinal).Count() != names.Count)
        {
            errors.Add("workstreams", "must not name one twice");
        }

        foreach (var name in names)
        {
            if (name is null)
            {
                errors.Add("workstreams", "must not contain null");
                return;
            }

            errors.Text("workstreams", name, 200, 1);
        }
    }
}
