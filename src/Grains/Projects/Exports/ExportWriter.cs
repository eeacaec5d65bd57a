using System.Buffers;
using System.Text;
using BraidMgr.Contracts.Projects;

namespace BraidMgr.Grains.Projects.Exports;

/// <summary>Writes one format of a report, piece by piece: what a piece needs, and no more, is in memory.</summary>
internal abstract class ExportWriter(ProjectState state)
{
    /// <summary>The project, for names.</summary>
    protected ProjectState State { get; } = state;

    /// <summary>What is written so far of this piece.</summary>
    protected StringBuilder Text { get; } = new();

    /// <summary>How many characters that is.</summary>
    public int Length => Text.Length;

    /// <summary>The beginning of the file.</summary>
    /// <param name="report">What it tells.</param>
    /// <param name="hasItems">Whether any item follows.</param>
    public abstract void Begin(ExportReport report, bool hasItems);

    /// <summary>The beginning of a section that has items.</summary>
    public virtual void BeginSection(string heading)
    {
        // Most formats have no sections.
    }

    /// <summary>Some items.</summary>
    public abstract Task Write(IReadOnlyList<Item> items);

    /// <summary>Counts, for the summary.</summary>
    public abstract void Write(Summary summary);

    /// <summary>The piece as it is sent.</summary>
    public byte[] ToUtf8()
    {
        // No long string between: the collector keeps what is that large until it looks at everything.
        var (bytes, encoder) = (new ArrayBufferWriter<byte>(Text.Length + 1), Encoding.UTF8.GetEncoder());
        foreach (var chunk in Text.GetChunks())
        {
            encoder.Convert(chunk.Span, bytes, flush: false, out _, out _);
        }

        encoder.Convert([], bytes, flush: true, out _, out _);
        return bytes.WrittenSpan.ToArray();
    }

    /// <summary>The name of an item's workstream.</summary>
    protected string? WorkstreamOf(Item item) => item.WorkstreamId is { } id ? State.FindWorkstream(id)?.Name : null;
}
