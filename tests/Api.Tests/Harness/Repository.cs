namespace BraidMgr.Api.Tests.Harness;

/// <summary>Files of the repository that tests read.</summary>
public static class Repository
{
    /// <summary>The folder that BraidMgr.sln is in.</summary>
    public static string Root { get; } = Find(new DirectoryInfo(AppContext.BaseDirectory));

    /// <summary>A file of the repository.</summary>
    public static string File(params string[] path) => Path.Combine([Root, .. path]);

    private static string Find(DirectoryInfo folder) => System.IO.File.Exists(Path.Combine(folder.FullName, "BraidMgr.sln"))
        ? folder.FullName
        : Find(folder.Parent ?? throw new DirectoryNotFoundException("The tests run outside of the repository."));
}
