using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using BraidMgr.Compare.Tools;

namespace BraidMgr.Compare.Systems;

/// <summary>A system that is measured over HTTP.</summary>
internal abstract class HttpSystem(string name, string engine, int organizations)
{
    public string Name { get; } = name;

    public string Engine { get; } = engine;

    /// <summary>How many organizations it is given.</summary>
    protected int Organizations { get; } = organizations;

    /// <summary>A path that answers below 500 when the system serves.</summary>
    public abstract string ReadyPath { get; }

    /// <summary>Whether <see cref="ResetAsync"/> may run while it serves: not when it holds in memory what the tables hold.</summary>
    public abstract bool ResetsWhileServing { get; }

    /// <summary>Makes its databases and fills them.</summary>
    public abstract Task PrepareAsync(CancellationToken cancellationToken);

    /// <summary>The command that serves on a port, as the first host or as another beside it.</summary>
    public abstract ProcessStartInfo Command(int port, bool another);

    /// <summary>Real tokens for the first organizations, valid for this visit, and its dialect.</summary>
    public abstract Task<Target> SignInAsync(string baseUrl, int organizations, CancellationToken cancellationToken);

    /// <summary>Tables back to the filled size.</summary>
    public abstract Task ResetAsync(CancellationToken cancellationToken);

    public Task<ServerProcess> StartAsync(CancellationToken cancellationToken, bool another = false) =>
        ServerProcess.StartAsync(another ? Name + "-2" : Name, port => Command(port, another), ReadyPath, cancellationToken);

    /// <summary>Asks for one page: what is compared must be the same work. An answer of another size is an exception.</summary>
    public static async Task CheckPageAsync(Target target, CancellationToken cancellationToken)
    {
        var token = File.ReadLines(target.TokensFile).First().Split('\t')[1];
        var query = target.Paging == "page" ? "page=1&per_page=20" : "limit=20&offset=0";
        using var http = new HttpClient { DefaultRequestHeaders = { Authorization = new("Bearer", token) } };
        var page = await http.GetFromJsonAsync<JsonElement>(
            $"{target.BaseUrl}{target.Prefix}/projects/{ProjectId(1, 1)}/items?type=Risk&{query}", cancellationToken);
        var (items, total) = (page.GetProperty("items").GetArrayLength(), page.GetProperty("total").GetInt32());
        if ((items, total) != (20, 58))
        {
            throw new InvalidOperationException($"a page of the 58 risks should have 20 items; {target.BaseUrl} answered {items} of {total}");
        }
    }

    /// <summary>The file that names the projects of organizations first to last, as bench/load reads it.</summary>
    public static async Task<string> IdsAsync(int first, int last, CancellationToken cancellationToken)
    {
        var file = Path.Combine(Handed.Scratch, string.Create(CultureInfo.InvariantCulture, $"ids-{first}-{last}"));
        var lines = from organization in Enumerable.Range(first, last - first + 1)
                    from project in Enumerable.Range(1, 5)
                    select $"{organization}\t{ProjectId(organization, project)}\t400";
        await File.WriteAllLinesAsync(file, lines, cancellationToken);
        return file;
    }

    /// <summary>The fillings compute ids the same way.</summary>
    public static string ProjectId(int organization, int project) =>
        string.Create(CultureInfo.InvariantCulture, $"00000000-0000-4000-8000-{(organization * 1000) + project:x12}");
}
