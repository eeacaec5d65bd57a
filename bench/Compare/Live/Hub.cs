namespace BraidMgr.Compare.Live;

/// <summary>A hub under load; both have the same methods.</summary>
/// <param name="Address">Where it is.</param>
/// <param name="Token">A token that it takes.</param>
/// <param name="NewSession">Makes a session that nobody has written into; its id.</param>
internal sealed record Hub(Uri Address, string Token, Func<CancellationToken, Task<string>> NewSession)
{
    /// <summary>A connection that hears nothing yet.</summary>
    public Task<HubSocket> ConnectAsync(CancellationToken cancellationToken) => HubSocket.ConnectAsync(Address, Token, cancellationToken);

    /// <summary>A connection that hears of sessions.</summary>
    public async Task<HubSocket> JoinAsync(IReadOnlyList<string> sessions, CancellationToken cancellationToken)
    {
        var socket = await ConnectAsync(cancellationToken);
        foreach (var session in sessions)
        {
            await socket.CallAsync("Join", [session, 0], cancellationToken);
        }

        return socket;
    }

    /// <summary>Sends a message of some 90 characters, and waits for the answer.</summary>
    public static Task SendAsync(HubSocket socket, string session, int number, CancellationToken cancellationToken) => socket.CallAsync(
        "Send",
        [session, $"Message {number}: the vendor has confirmed the date; the steering group asked for an updated estimate.", null],
        cancellationToken);
}
