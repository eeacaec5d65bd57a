using System.Globalization;

namespace Orleans;

/// <summary>Sets how long activations of the class stay when idle; at least one minute.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class CollectionAgeLimitAttribute : Attribute
{
    private readonly TimeSpan? _given;

    public CollectionAgeLimitAttribute()
    {
    }

    public CollectionAgeLimitAttribute(string inactivityPeriod) => _given = TimeSpan.Parse(inactivityPeriod, CultureInfo.InvariantCulture);

    /// <summary>The shortest age that the properties can express.</summary>
    public static readonly TimeSpan MinAgeLimit = TimeSpan.FromMinutes(1);

    public double Days { get; set; }

    public double Hours { get; set; }

    public double Minutes { get; set; }

    /// <summary>When true the activation is never collected for being idle.</summary>
    public bool AlwaysActive { get; set; }

    /// <summary>The age that results; infinite when <see cref="AlwaysActive"/>.</summary>
    public TimeSpan AgeLimit => AlwaysActive ? Timeout.InfiniteTimeSpan : _given ?? FromParts();

    private TimeSpan FromParts()
    {
        var age = TimeSpan.FromDays(Days) + TimeSpan.FromHours(Hours) + TimeSpan.FromMinutes(Minutes);
        return age < MinAgeLimit ? MinAgeLimit : age;
    }
}

/// <summary>Activations of the class are never collected for being idle.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class KeepAliveAttribute : Attribute;

/// <summary>Names the grain type; without it the class name in lower case, less the word grain.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class GrainTypeAttribute(string grainType) : Attribute
{
    internal string Name { get; } = grainType;
}
