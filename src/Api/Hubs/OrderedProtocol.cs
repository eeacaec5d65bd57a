using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;

namespace BraidMgr.Api.Hubs;

/// <summary>
/// SignalR's JSON protocol that tells when the answer of a join has been written. Only then may what follows be sent: SignalR itself
/// writes a method's result after the method has ended, where a message could come before it.
/// </summary>
internal sealed class OrderedProtocol(JsonHubProtocol inner) : IHubProtocol
{
    public string Name => inner.Name;

    public int Version => inner.Version;

    public TransferFormat TransferFormat => inner.TransferFormat;

    public bool IsVersionSupported(int version) => inner.IsVersionSupported(version);

    public bool TryParseMessage(ref ReadOnlySequence<byte> input, IInvocationBinder binder, [NotNullWhen(true)] out HubMessage? message) =>
        inner.TryParseMessage(ref input, binder, out message);

    public void WriteMessage(HubMessage message, IBufferWriter<byte> output)
    {
        if (message is CompletionMessage { Result: Answer answer } completion)
        {
            inner.WriteMessage(new CompletionMessage(completion.InvocationId!, null, answer.Value, hasResult: true), output);
            answer.Seat.Start();
        }
        else
        {
            inner.WriteMessage(message, output);
        }
    }

    public ReadOnlyMemory<byte> GetMessageBytes(HubMessage message) => inner.GetMessageBytes(message);
}
