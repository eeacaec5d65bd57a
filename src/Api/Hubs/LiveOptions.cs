namespace BraidMgr.Api.Hubs;

/// <summary>Options of the hub; section <c>Live</c>.</summary>
public sealed class LiveOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Live";

    /// <summary>Connections of one person in one organization, to all hosts together, 1 or more. Default: 20.</summary>
    public int MaxConnectionsPerUser { get; set; } = 20;

    /// <summary>Connections of one organization's people, to all hosts together, 1 or more. Default: 2,000.</summary>
    public int MaxConnectionsPerOrganization { get; set; } = 2000;

    /// <summary>Sessions and projects that one connection hears of at once, 1 or more. Default: 200.</summary>
    public int MaxRoomsPerConnection { get; set; } = 200;

    /// <summary>Bytes of messages that a host keeps of a session for clients that read slowly, 64 KiB or more. Default: 1 MiB.</summary>
    public int KeptBytesPerRoom { get; set; } = 1 << 20;
}
