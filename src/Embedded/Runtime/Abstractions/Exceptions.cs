using Orleans.Runtime;

namespace Orleans.Runtime
{
    /// <summary>A failure of the engine itself, not of grain code.</summary>
    public class OrleansException(string message, Exception? innerException = null) : Exception(message, innerException);

    /// <summary>A call that was never run because the engine refused it.</summary>
    public class OrleansMessageRejectionException(string message, Exception? innerException = null)
        : OrleansException(message, innerException);

    /// <summary>A call to a silo that has not started or has stopped.</summary>
    public sealed class SiloUnavailableException(string message) : OrleansMessageRejectionException(message);
}

namespace Orleans.Storage
{
    /// <summary>Stored state is not what this activation last read or wrote: somebody else wrote in between.</summary>
    public sealed class InconsistentStateException(string message, string? storedEtag, string? currentEtag) : OrleansException(message)
    {
        public string? StoredEtag { get; } = storedEtag;

        public string? CurrentEtag { get; } = currentEtag;

        /// <summary>The activation whose state it is: when the exception escapes it, it is deactivated, to read anew.</summary>
        internal object? Origin { get; set; }
    }
}
