namespace Orleans.Configuration;

/// <summary>Limits of calls.</summary>
public class SiloMessagingOptions
{
    /// <summary>How long a caller waits for an answer before it gets a <see cref="TimeoutException"/>; default 30 s.</summary>
    public TimeSpan ResponseTimeout { get; set; } = TimeSpan.FromSeconds(30);
}

/// <summary>When idle activations go.</summary>
public class GrainCollectionOptions
{
    /// <summary>How often idle activations are looked for; default one minute.</summary>
    public TimeSpan CollectionQuantum { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long an activation may be idle; default 15 minutes, more than the quantum.</summary>
    public TimeSpan CollectionAge { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How long OnActivateAsync may take; default 30 s.</summary>
    public TimeSpan ActivationTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long OnDeactivateAsync may take; default 30 s.</summary>
    public TimeSpan DeactivationTimeout { get; set; } = TimeSpan.FromSeconds(30);
}
