namespace BraidMgr.Storage;

/// <summary>A store that could not be reached or that refused; trying again later may help. The message names the store, never a secret.</summary>
public sealed class ObjectStoreException(string message, Exception inner) : Exception(message, inner);
