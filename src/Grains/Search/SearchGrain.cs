using BraidMgr.Contracts;
using BraidMgr.Contracts.Access;
using BraidMgr.Contracts.Errors;
using BraidMgr.Contracts.Search;
using BraidMgr.Grains.Orgs;
using BraidMgr.Grains.Orgs.Statements;
using BraidMgr.Grains.Search.Statements;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;

namespace BraidMgr.Grains.Search;

/// <summary>
/// Searches one organization. The database notes down what was touched; this makes documents of it when much was, and brings the
/// documents to the organization's language when that was changed.
/// </summary>
[Reentrant]
internal sealed partial class SearchGrain : Grain, ISearchGrain
{
    private static readonly SearchResults Nothing = new([], 0);

    private readonly Guid _organizationId;
    private readonly IOrgGrain _org;
    private readonly IAccessGrain _access;
    private readonly ILogger<SearchGrain> _logger;
    private string? _language;
    private Task _converting = Task.CompletedTask;
    private Task _indexing = Task.CompletedTask;

    /// <summary>Made by the engine.</summary>
    public SearchGrain(ILogger<SearchGrain> logger)
    {
        _organizationId = this.GetPrimaryKey();
        (_org, _access, _logger) = (GrainFactory.Org(_organizationId), GrainFactory.Access(_organizationId), logger);
    }

    /// <inheritdoc/>
    public async Task<SearchResults> Search(Caller caller, SearchQuery query)
    {
        if (caller.OrganizationId != _organizationId)
        {
            throw Error.NotFound("organization");
        }

        var organization = await _access.Current(caller);
        UseLanguage(organization.Language);
        if (string.IsNullOrWhiteSpace(query.Text))
        {
            return Nothing;
        }

        return query.Text.Any(char.IsLetterOrDigit)
            ? await Find(new FindText(
                caller.UserId, AllProjects: organization.OrgRole >= OrgRole.Admin, SearchLanguages.ConfigurationOf(organization.Language), query))
            : throw Error.Invalid("q", "has no word to search for");
    }

    private async Task<SearchResults> Find(FindText query)
    {
        for (var attempt = 0; attempt < 3; attempt++)
        {
            if (await _org.Query(query) is { } results)
            {
                return results;
            }

            await Index();
        }

        throw Error.Unavailable("So much is being written that the search does not catch up. Try again.");
    }

    /// <inheritdoc/>
    public Task Touched() => Index();

    /// <summary>Makes the documents of all that was touched, once for all who wait for it.</summary>
    private Task Index()
    {
        if (_indexing.IsCompleted)
        {
            _indexing = IndexAll();
        }

        return _indexing;
    }

    private async Task IndexAll()
    {
        while ((await _org.Execute(new IndexPending { Context = WriteContext.System }))!.More)
        {
            // Other writes come between the pieces.
        }
    }

    /// <inheritdoc/>
    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) =>
        await Task.WhenAll(_converting, _indexing).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);

    /// <summary>Starts the conversion to a language that was set since; no search waits for it, and what is not converted yet is found by its old words.</summary>
    private void UseLanguage(string language)
    {
        if (_language != language && _converting.IsCompleted)
        {
            _language = language;
            _converting = ConvertQuietly(language);
        }
    }

    private async Task ConvertQuietly(string language)
    {
        try
        {
            await Convert(SearchLanguages.ConfigurationOf(language));
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            // The next search begins it again.
            _language = null;
            LogConversionFailed(error, _organizationId);
        }
    }

    private async Task Convert(string configuration)
    {
        while ((await _org.Query(new SearchLanguageInUse(configuration)))!.Differs)
        {
            await _org.Execute(new ConvertDocuments(configuration) { Context = WriteContext.System });
        }
    }

    [LoggerMessage(LogLevel.Warning, "The search documents of organization {OrganizationId} could not be brought to its language")]
    private partial void LogConversionFailed(Exception error, Guid organizationId);
}
