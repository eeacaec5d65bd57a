namespace BraidMgr.Backups;

/// <summary>A backup could not be made, is not what it was, or cannot be restored; the message says which and why, never a secret.</summary>
public sealed class BackupException(string message, Exception? inner = null) : Exception(message, inner);
