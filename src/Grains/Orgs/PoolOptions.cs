using System.ComponentModel.DataAnnotations;

namespace BraidMgr.Grains.Orgs;

/// <summary>Bounds of one organization's connections and queues (section <c>Pool</c>; architecture, rule 9).</summary>
public sealed class PoolOptions
{
    /// <summary>Connections that one organization may use at once. Default 10; 2 to 100. One of them is for writes.</summary>
    [Range(2, 100)]
    public int MaxSize { get; set; } = 10;

    /// <summary>Seconds after which an idle connection is closed. Default 300.</summary>
    [Range(1, 86400)]
    public int IdleSeconds { get; set; } = 300;

    /// <summary>Seconds that a query may take. Default 60.</summary>
    [Range(1, 600)]
    public int CommandTimeoutSeconds { get; set; } = 60;

    /// <summary>Milliseconds that one statement of a write group may take, enforced by the server; the last of an import three times as many. Default 5000.</summary>
    [Range(100, 60000)]
    public int WriteTimeoutMilliseconds { get; set; } = 5000;

    /// <summary>Milliseconds that a write waits for a lock, enforced by the server. Default 1000.</summary>
    [Range(10, 60000)]
    public int LockTimeoutMilliseconds { get; set; } = 1000;

    /// <summary>Writes that may wait in one organization before more are answered with 429. Default 2000.</summary>
    [Range(1, 100000)]
    public int MaxQueuedWrites { get; set; } = 2000;

    /// <summary>Queries that may wait for a connection before more are answered with 429. Default 200.</summary>
    [Range(0, 100000)]
    public int MaxQueuedQueries { get; set; } = 200;

    /// <summary>
    /// Milliseconds that a query waits behind others before it is answered with 429. Default 900: who asks for more than the connections
    /// of the organization can answer is told so at once.
    /// </summary>
    [Range(10, 60000)]
    public int QueryWaitMilliseconds { get; set; } = 900;

    /// <summary>Seconds that a write waits in the queue before it is refused unsent. Default 10.</summary>
    [Range(1, 60)]
    public int QueueTimeoutSeconds { get; set; } = 10;

    /// <summary>
    /// Seconds after which a group whose server does not answer has an unknown outcome. The server ends statements earlier; with the
    /// wait in the queue this stays below the timeout of a grain call (Engine:ResponseTimeout, 90 s).
    /// </summary>
    public int GroupTimeoutSeconds => Math.Max(5, 3 * WriteTimeoutMilliseconds / 1000);

    /// <summary>Milliseconds from which on a statement is logged as slow, by its name. Default 500.</summary>
    [Range(1, 600000)]
    public int SlowMilliseconds { get; set; } = 500;

    /// <summary>Writes that one transaction takes at most. Default 256.</summary>
    [Range(1, 4096)]
    public int MaxGroupSize { get; set; } = 256;
}
