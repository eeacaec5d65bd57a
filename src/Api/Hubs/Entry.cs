using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;

namespace BraidMgr.Api.Hubs;

/// <summary>
/// Something that every connection of a room is sent once and in order. It is serialized once, however many there are.
/// </summary>
/// <param name="Number">Its place: one more than the one before.</param>
/// <param name="Size">Roughly how many bytes it has.</param>
/// <param name="Message">What is sent.</param>
/// <param name="ForViewers">Whether viewers are sent it.</param>
internal sealed record Entry(long Number, int Size, SerializedHubMessage Message, bool ForViewers = true)
{
    /// <summary>A call of a client's method, serialized when it is first sent.</summary>
    public static SerializedHubMessage Call(string method, params object?[] arguments) => new(new InvocationMessage(method, arguments));
}
