using System.Collections;
using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Reflection;

namespace Ucm.Frontend.Configuration;

/// <summary>
/// Holds every value that is set under <c>Ucm:</c> against the type and the annotations of its property, before anything reads it: all faults at
/// once, each with its key, its value and the reason. A binder would name the first one only, and an annotation the property without its section.
/// </summary>
internal static class SettingFaults
{
    /// <summary>One sentence for each value that cannot be taken.</summary>
    public static IEnumerable<string> Find(IConfiguration configuration, params IEnumerable<Assembly> assemblies) => OptionsClasses.In(assemblies)
        .SelectMany(found => OfClass(found.Section, found.Type, configuration))
        .Distinct(StringComparer.Ordinal);

    private static IEnumerable<string> OfClass(string path, Type type, IConfiguration configuration) => type
        .GetProperties(BindingFlags.Public | BindingFlags.Instance)
        .Where(static property => property.CanWrite || ItemOf(property.PropertyType) is not null)
        .SelectMany(property => OfProperty($"{path}:{property.Name}", property, configuration));

    private static IEnumerable<string> OfProperty(string key, PropertyInfo property, IConfiguration configuration)
    {
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        if (ItemOf(type) is { } item)
        {
            return configuration.GetSection(key).GetChildren().SelectMany(child => OfClass(child.Path, item, configuration));
        }

        if (type != typeof(string) && type.IsClass)
        {
            return type.IsAssignableTo(typeof(IEnumerable)) ? [] : OfClass(key, type, configuration);
        }

        var text = configuration[key];
        if (text is null || (text.Length == 0 && type != property.PropertyType))
        {
            return [];
        }

        return TryConvert(type, text, out var value) ? OfValue(key, property, value) : [$"{key} is '{text}', which is not {Describe(type)}."];
    }

    /// <summary>The options class that a list holds; null for lists of texts and for all that is no list.</summary>
    private static Type? ItemOf(Type type) =>
        type.IsGenericType
            && type.GetGenericTypeDefinition() == typeof(IList<>)
            && type.GetGenericArguments()[0] is { IsClass: true } item
            && item != typeof(string)
            ? item
            : null;

    /// <summary>What the annotations say, without the value of a text: it may be a secret.</summary>
    private static IEnumerable<string> OfValue(string key, PropertyInfo property, object value)
    {
        var context = new ValidationContext(value) { DisplayName = key, MemberName = key };
        return property.GetCustomAttributes<ValidationAttribute>()
            .Where(rule => rule.GetValidationResult(value, context) != ValidationResult.Success)
            .Select(rule => rule is RequiredAttribute ? $"{key} must not be empty." : $"{Reason(rule, key)}{(value is string ? "" : $", and is '{value}'")}.");
    }

    /// <summary>"The field Ucm:Http:HttpPort must be…" without its beginning.</summary>
    private static string Reason(ValidationAttribute rule, string key)
    {
        var fault = rule.FormatErrorMessage(key);
        return fault[Math.Max(0, fault.IndexOf(key, StringComparison.Ordinal))..].TrimEnd('.');
    }

    private static bool TryConvert(Type type, string text, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out object? value)
    {
        try
        {
            value = type == typeof(string) ? text : TypeDescriptor.GetConverter(type).ConvertFromInvariantString(text);
        }
        catch (Exception fault) when (fault is FormatException or ArgumentException or OverflowException or NotSupportedException)
        {
            value = null;
        }

        // A number is taken for an enumeration's member, whether there is one or not.
        value = value is Enum && !Enum.IsDefined(type, value) ? null : value;
        return value is not null;
    }

    private static string Describe(Type type) => type switch
    {
        { IsEnum: true } => $"one of {string.Join(", ", Enum.GetNames(type))}",
        _ when type == typeof(bool) => "true or false",
        _ when type == typeof(TimeSpan) => "a duration such as 00:05:00 (hours:minutes:seconds) or 30.00:00:00 (days)",
        _ when type == typeof(int) || type == typeof(long) => "a whole number",
        _ => "a value that can be read",
    };
}
