namespace BraidMgr.Contracts.Projects;

/// <summary>A project, as stored and as the API shows it.</summary>
[GenerateSerializer, Immutable, Alias("braid.project")]
public sealed record Project
{
    /// <summary>The project's id.</summary>
    [Id(0)] public required Guid Id { get; init; }

    /// <summary>The organization that owns it.</summary>
    [Id(1)] public required Guid OrganizationId { get; init; }

    /// <summary>1 to 200 characters.</summary>
    [Id(2)] public required string Name { get; init; }

    /// <summary>At most 200 characters.</summary>
    [Id(3)] public string? ClientName { get; init; }

    /// <summary>First day.</summary>
    [Id(4)] public DateOnly? ProjectStart { get; init; }

    /// <summary>Last day; the budget's forecast ends here.</summary>
    [Id(5)] public DateOnly? ProjectEnd { get; init; }

    /// <summary>The number that the next item gets. Numbers have no gaps and are never used twice.</summary>
    [Id(6)] public required int NextItemNum { get; init; }

    /// <summary>When the stored indicators were last refreshed.</summary>
    [Id(7)] public DateTime? IndicatorsUpdated { get; init; }

    /// <summary>Rises with every write in the project.</summary>
    [Id(8)] public required long Version { get; init; }

    /// <summary>When it was created.</summary>
    [Id(9)] public required DateTime CreatedAt { get; init; }

    /// <summary>When it or anything in it was last changed.</summary>
    [Id(10)] public required DateTime UpdatedAt { get; init; }
}

/// <summary>Body of POST /projects and PUT /projects/{id}; on PUT only the fields sent change and null clears.</summary>
[GenerateSerializer, Immutable, Alias("braid.project-input")]
public sealed record ProjectInput
{
    /// <summary>1 to 200 characters; required on POST.</summary>
    [Id(0)] public Optional<string?> Name { get; init; }

    /// <summary>At most 200 characters.</summary>
    [Id(1)] public Optional<string?> ClientName { get; init; }

    /// <summary>First day.</summary>
    [Id(2)] public Optional<DateOnly?> ProjectStart { get; init; }

    /// <summary>Last day, not before the first.</summary>
    [Id(3)] public Optional<DateOnly?> ProjectEnd { get; init; }

    /// <summary>Names of workstreams to begin with (POST only), distinct.</summary>
    [Id(4)] public IReadOnlyList<string>? Workstreams { get; init; }
}

/// <summary>GET /projects.</summary>
[GenerateSerializer, Immutable, Alias("braid.project-list")]
public sealed record ProjectList(IReadOnlyList<Project> Projects, int Total);

/// <summary>A part of a project's work.</summary>
[GenerateSerializer, Immutable, Alias("braid.workstream")]
public sealed record Workstream(Guid Id, Guid ProjectId, string Name, int SortOrder);

/// <summary>GET /projects/{id}/workstreams, in sort order.</summary>
[GenerateSerializer, Immutable, Alias("braid.workstream-list")]
public sealed record WorkstreamList(IReadOnlyList<Workstream> Workstreams);

/// <summary>Body of POST and PUT of a workstream; on PUT only the fields sent change.</summary>
[GenerateSerializer, Immutable, Alias("braid.workstream-input")]
public sealed record WorkstreamInput(string? Name, int? SortOrder);

/// <summary>A dated note on an item.</summary>
[GenerateSerializer, Immutable, Alias("braid.note")]
public sealed record ItemNote(Guid Id, Guid ItemId, DateOnly NoteDate, string Content, Guid? CreatedBy, DateTime CreatedAt);

/// <summary>GET …/items/{item}/notes, newest first.</summary>
[GenerateSerializer, Immutable, Alias("braid.note-list")]
public sealed record NoteList(IReadOnlyList<ItemNote> Notes);

/// <summary>Body of POST …/items/{item}/notes; the date is the organization's today unless sent.</summary>
[GenerateSerializer, Immutable, Alias("braid.note-input")]
public sealed record NoteInput(string? Content, DateOnly? NoteDate);
