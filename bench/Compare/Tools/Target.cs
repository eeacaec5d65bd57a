namespace BraidMgr.Compare.Tools;

/// <summary>Where requests go, and in which dialect.</summary>
/// <param name="BaseUrl">Scheme, host and port.</param>
/// <param name="TokensFile">A token per organization, as bench/load reads it.</param>
/// <param name="Prefix">Stands before /projects.</param>
/// <param name="Paging">How a page is asked for: <c>page</c> or <c>offset</c>.</param>
internal sealed record Target(string BaseUrl, string TokensFile, string Prefix, string Paging);
