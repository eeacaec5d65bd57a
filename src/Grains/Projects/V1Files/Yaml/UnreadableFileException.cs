namespace BraidMgr.Grains.Projects.V1Files.Yaml;

/// <summary>The file cannot be read any further; the reader reports it and nothing after it.</summary>
internal sealed class UnreadableFileException(string reason, int? line, Exception? inner = null) : Exception(reason, inner)
{
    /// <summary>The line, from 1, where known.</summary>
    public int? Line { get; } = line;
}
