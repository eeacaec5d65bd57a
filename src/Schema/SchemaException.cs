namespace BraidMgr.Schema;

/// <summary>A database that cannot be brought or used as asked; the message says what is wrong and how to mend it.</summary>
public sealed class SchemaException(string message, Exception? inner = null) : Exception(message, inner);
