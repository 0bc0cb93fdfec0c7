namespace Ucm.Grains.Outcomes;

/// <summary>Marks a grain that only other grains may call: a frontend (an Orleans client) that asks it directly is refused, whoever it says it is.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class GrainsOnlyAttribute : Attribute;
