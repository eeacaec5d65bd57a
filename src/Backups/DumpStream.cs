using BraidMgr.Storage;

namespace BraidMgr.Backups;

/// <summary>What <c>pg_dump</c> writes: it ends only when that succeeded, so that half a dump is never taken for a whole one.</summary>
internal sealed class DumpStream(PostgresTool dump) : ReadOnlyStream
{
    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await dump.Output.ReadAsync(buffer, cancellationToken);
        if (read == 0)
        {
            await dump.End(cancellationToken);
        }

        return read;
    }
}
