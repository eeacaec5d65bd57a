using System.Text;
using System.Text.Json;
using BraidMgr.Contracts;
using BraidMgr.Contracts.Access;
using BraidMgr.Contracts.Accounts;
using BraidMgr.Contracts.Errors;
using BraidMgr.Contracts.Projects;
using BraidMgr.Grains.Tests.Accounts;
using FsCheck;
using FsCheck.Fluent;

namespace BraidMgr.Grains.Tests.Projects;

/// <summary>One project of some 250 items, on a host that holds it and on one that holds only small ones.</summary>
public sealed class LargeProject : IAsyncLifetime
{
    private const int Count = 250;

    private Guid[] _workstreams = [];

    /// <summary>Holds the project.</summary>
    public GrainsHost Memory { get; } = new();

    /// <summary>Holds projects of 10 items at most.</summary>
    public GrainsHost Sql { get; private set; } = null!;

    public SignedIn Ann { get; private set; } = null!;

    public SignedIn Viewer { get; private set; } = null!;

    public Guid Project { get; private set; }

    public IReadOnlyList<ItemQuery> Queries => [.. Gen.Sample(SomeQuery(), Count, Count)];

    private static DateOnly Today => DateOnly.FromDateTime(DateTime.UtcNow);

    private Guid?[] Workstreams => [null, null, .. _workstreams];

    public IProjectGrain Of(GrainsHost host) => host.Grains.Project(Ann.Caller().OrganizationId, Project);

    public async Task InitializeAsync()
    {
        await Memory.InitializeAsync();
        Ann = await Memory.Register();
        Viewer = await Memory.Register();
        var organization = Ann.Caller().OrganizationId;
        var created = await Memory.Grains.Projects(organization).Create(Ann.Change(), new ProjectInput { Name = "Apollo", Workstreams = ["Build", "Test"] });
        Project = JsonDocument.Parse(created.Json).RootElement.GetProperty("id").GetGuid();
        _workstreams = [.. (await Of(Memory).ListWorkstreams(Ann.Caller())).Workstreams.Select(w => w.Id)];
        var access = Memory.Grains.Access(organization);
        await access.AddMember(Ann.Change(), new(Viewer.User.Email, OrgRole.Member));
        await access.SetProjectRole(Ann.Change(), Project, Viewer.User.Id, ProjectRole.Viewer);
        Viewer = await Memory.Grains.User(Viewer.User.Id).SwitchOrganization(Viewer.Change(), organization);
        await Task.WhenAll(Gen.Sample(SomeItem(), Count, Count).Select(input => Of(Memory).CreateItem(Ann.Change(), input)));
        await Of(Memory).DeleteItem(Ann.Change(), new ItemRef(17, null), null);
        Sql = await Memory.StartAnother(settings => settings["Projects:MaxItemsInMemory"] = "10");
    }

    public async Task DisposeAsync()
    {
        await Sql.DisposeAsync();
        await Memory.DisposeAsync();
    }

    private static Gen<DateOnly?> Day(int from, int to) =>
        Gen.OneOf(Gen.Constant<DateOnly?>(null), Gen.Choose(from, to).Select(days => (DateOnly?)Today.AddDays(days)));

    private Gen<ItemInput> SomeItem() =>
        from type in Gen.Elements(Enum.GetValues<ItemType>())
        from title in Gen.Elements("Brakes", "brake fluid", "Zündung", "ZÜNDUNG", "straße", "STRASSE", "İstanbul", "a", "A", "😀 engine", "\uFB00 engine")
        from description in Gen.Elements<string?>(null, "needs a BRAKE", "Émile knows", "_%")
        from assigned in Gen.Elements<string?>(null, "Ann", "ANN", "Émile", "émile", "Bob")
        from workstream in Gen.Elements(Workstreams)
        from start in Day(-40, 40)
        from length in Gen.Choose(0, 30)
        from deadline in Day(-20, 60)
        from percent in Gen.Elements(0, 0, 30, 99, 100)
        from flags in Gen.Choose(0, 3)
        select new ItemInput
        {
            Type = type,
            Title = title,
            Description = description,
            AssignedTo = assigned,
            WorkstreamId = workstream,
            StartDate = start,
            FinishDate = start?.AddDays(length),
            DurationDays = length,
            Deadline = deadline,
            PercentComplete = percent,
            Draft = (flags & 1) == 1,
            ClientVisible = (flags & 2) == 0,
        };

    private Gen<ItemQuery> SomeQuery() =>
        from types in Few(Enum.GetValues<ItemType>())
        from indicators in Few(Enum.GetValues<Indicator>())
        from severities in Few(Enum.GetValues<Severity>())
        from workstream in Gen.Elements(Workstreams)
        from assigned in Gen.Elements<string?>(null, null, "ann", "ÉMILE", "nobody")
        from draft in Gen.Elements<bool?>(null, null, true, false)
        from search in Gen.Elements<string?>(null, null, "brake", "ÜND", "ß", "i", "_", "😀")
        from deadlines in Gen.Zip(Day(-20, 20), Day(0, 60))
        from sort in Gen.Elements(Enum.GetValues<ItemSort>())
        from downwards in Gen.Elements(true, false)
        from page in Gen.Zip(Gen.Choose(1, 60), Gen.Elements(0, 0, 5, 100))
        select new ItemQuery
        {
            Types = types,
            Indicators = indicators,
            Severities = severities,
            WorkstreamId = workstream,
            AssignedTo = assigned,
            Draft = draft,
            Search = search,
            DeadlineFrom = deadlines.Item1,
            DeadlineTo = deadlines.Item2,
            Sort = sort,
            Descending = downwards,
            Limit = page.Item1,
            Offset = page.Item2,
        };

    // Mostly none, so that something is found.
    private static Gen<IReadOnlyList<T>> Few<T>(T[] values) => Gen.OneOf(
        Gen.Constant<IReadOnlyList<T>>([]), Gen.Constant<IReadOnlyList<T>>([]), Gen.Elements(values).ListOf(3).Select(list => (IReadOnlyList<T>)[.. list.Distinct()]));
}

/// <summary>A project that is too large to be held is answered from SQL, exactly as it would be from memory.</summary>
public sealed class LargeProjectTests(LargeProject large) : IClassFixture<LargeProject>
{
    [Fact]
    public async Task Any_list_is_the_same_from_both()
    {
        foreach (var query in large.Queries)
        {
            foreach (var caller in new[] { large.Ann.Caller(), large.Viewer.Caller() })
            {
                var (held, read) = (await large.Of(large.Memory).ListItems(caller, query), await large.Of(large.Sql).ListItems(caller, query));
                Text(read).ShouldBe(Text(held), JsonSerializer.Serialize(query));
                (read.Total, read.NextCursor).ShouldBe((held.Total, held.NextCursor), JsonSerializer.Serialize(query));
            }
        }
    }

    [Theory]
    [InlineData(ItemSort.ItemNum, false)]
    [InlineData(ItemSort.ItemNum, true)]
    [InlineData(ItemSort.CreatedAt, false)]
    [InlineData(ItemSort.CreatedAt, true)]
    public async Task Pages_by_cursor_are_the_whole_list(ItemSort sort, bool descending)
    {
        foreach (var filter in new[] { new ItemQuery(), new ItemQuery { Search = "brake" }, new ItemQuery { Types = [ItemType.Risk] } })
        {
            var query = filter with { Sort = sort, Descending = descending, Limit = 9 };
            var pages = new List<string>();
            for (string? cursor = null; ;)
            {
                var page = await large.Of(large.Sql).ListItems(large.Ann.Caller(), query with { After = cursor is null ? null : ItemCursor.Read(cursor, query) });
                pages.AddRange(Text(page));
                if ((cursor = page.NextCursor) is null)
                {
                    break;
                }
            }

            pages.ShouldBe(Text(await large.Of(large.Memory).ListItems(large.Ann.Caller(), query with { Limit = 1000 })));
        }
    }

    [Fact]
    public async Task Dashboards_and_exports_are_the_same_from_both()
    {
        foreach (var caller in new[] { large.Ann.Caller(), large.Viewer.Caller() })
        {
            JsonSerializer.Serialize(await large.Of(large.Sql).Dashboard(caller)).ShouldBe(JsonSerializer.Serialize(await large.Of(large.Memory).Dashboard(caller)));
            foreach (var (format, report) in new[]
            {
                (ExportFormat.Yaml, ExportReport.Items), (ExportFormat.Csv, ExportReport.Items), (ExportFormat.Csv, ExportReport.Summary),
                (ExportFormat.Markdown, ExportReport.Active),
            })
            {
                var query = new ExportQuery(format, report, new ItemQuery { Draft = false });
                (await Export(large.Sql, caller, query)).ShouldBe(await Export(large.Memory, caller, query), $"{format} {report}");
            }
        }
    }

    [Fact]
    public async Task Changes_are_made_as_ever()
    {
        var (id, project) = await Create("Mercury");
        for (var i = 1; i <= 20; i++)
        {
            await project.CreateItem(large.Ann.Change(), new ItemInput { Type = ItemType.Risk, Title = $"Item {i}", Deadline = new DateOnly(2020, 1, i) });
        }

        await project.DeleteItem(large.Ann.Change(), new ItemRef(17, null), null);
        var made = As<Item>(await project.CreateItem(large.Ann.Change(), new ItemInput { Type = ItemType.Risk, Title = "New one" }));
        made.ItemNum.ShouldBe(21);
        As<Item>(await project.UpdateItem(large.Ann.Change(), new ItemRef(1, null), new ItemInput { Title = "Changed" }, null)).Title.ShouldBe("Changed");
        (await Somebody.ErrorKind(() => project.UpdateItem(large.Ann.Change(), new ItemRef(1, null), new ItemInput { Title = "x" }, 1))).ShouldBe(ErrorKind.PreconditionFailed);
        var bulk = await project.UpdateItems(large.Ann.Change(), new BulkChange([new(made.Id, null, null, new ItemInput { Priority = "high" }), new(null, 2, null, new ItemInput { Priority = "low" })]));
        bulk.Items.Count.ShouldBe(2);
        (await Somebody.ErrorKind(() => project.UpdateItems(large.Ann.Change(), new BulkChange([new(null, 17, null, new ItemInput { Title = "x" })])))).ShouldBe(ErrorKind.NotFound);
        await project.AddDependency(large.Ann.Change(), new ItemRef(1, null), new DependencyInput(made.Id));
        var first = As<Item>(await project.GetItem(large.Ann.Caller(), new ItemRef(1, null)));
        var cycle = await Somebody.Error(() => project.AddDependency(large.Ann.Change(), new ItemRef(made.ItemNum, null), new DependencyInput(first.Id)));
        cycle.Message.ShouldContain($"{made.ItemNum} > 1 > {made.ItemNum}");
        await project.AddNote(large.Ann.Change(), new ItemRef(1, null), new NoteInput("seen", null));
        await project.DeleteItem(large.Ann.Change(), new ItemRef(3, null), null);
        (await Somebody.ErrorKind(() => project.GetItem(large.Ann.Caller(), new ItemRef(3, null)).AsTask())).ShouldBe(ErrorKind.NotFound);
        (await project.UpdateIndicators(large.Ann.Change())).ShouldBe(0);
        (await project.ListItems(large.Ann.Caller(), new ItemQuery())).Total.ShouldBe(19);

        var third = await large.Memory.StartAnother();
        var elsewhere = third.Grains.Project(large.Ann.Caller().OrganizationId, id);
        var (held, read) = (await elsewhere.ListItems(large.Ann.Caller(), new ItemQuery { Limit = 1000 }), await project.ListItems(large.Ann.Caller(), new ItemQuery { Limit = 1000 }));
        Text(read).ShouldBe(Text(held));
        await third.DisposeAsync();
    }

    [Fact]
    public async Task A_project_that_grows_too_large_is_let_go()
    {
        var (_, project) = await Create("Gemini");
        for (var i = 1; i <= 14; i++)
        {
            await project.CreateItem(large.Ann.Change(), new ItemInput { Type = ItemType.Risk, Title = $"Item {i}" });
            (await project.ListItems(large.Ann.Caller(), new ItemQuery { Search = "item" })).Items.Count.ShouldBe(i);
            As<Item>(await project.GetItem(large.Ann.Caller(), new ItemRef(i, null))).Title.ShouldBe($"Item {i}");
        }
    }

    private async Task<(Guid Id, IProjectGrain Project)> Create(string name)
    {
        var organization = large.Ann.Caller().OrganizationId;
        var created = await large.Sql.Grains.Projects(organization).Create(large.Ann.Change(), new ProjectInput { Name = name });
        var id = JsonDocument.Parse(created.Json).RootElement.GetProperty("id").GetGuid();
        return (id, large.Sql.Grains.Project(organization, id));
    }

    private static T As<T>(Rendered rendered) => (T)JsonSerializer.Deserialize(rendered.Json, Contracts.Json.BraidJson.Default.GetTypeInfo(typeof(T))!)!;

    private static List<string> Text(RenderedPage page) => [.. page.Items.Select(Encoding.UTF8.GetString)];

    private async Task<string> Export(GrainsHost host, Caller caller, ExportQuery query)
    {
        var text = new StringBuilder();
        for (ExportPosition? at = null; ;)
        {
            var piece = await large.Of(host).Export(caller, query, at);
            text.Append(Encoding.UTF8.GetString(piece.Content));
            if ((at = piece.Next) is null)
            {
                return text.ToString();
            }
        }
    }
}
