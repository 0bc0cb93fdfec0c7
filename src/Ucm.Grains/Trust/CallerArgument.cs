using System.Linq.Expressions;
using System.Reflection;
using Orleans.Serialization.Invocation;
using Ucm.Grains.Interfaces.Identity;

namespace Ucm.Grains.Trust;

/// <summary>Reads and replaces the <see cref="Caller"/> among a method's arguments: an argument of its own, or a property of a command.</summary>
internal sealed class CallerArgument
{
    private readonly int index;
    private readonly Func<object, Caller?> read;
    private readonly Func<object, Caller, object> replace;

    private CallerArgument(int index, Func<object, Caller?> read, Func<object, Caller, object> replace) => (this.index, this.read, this.replace) = (index, read, replace);

    /// <exception cref="InvalidOperationException">There are several: nobody could say whose word counts.</exception>
    public static CallerArgument? Find(MethodInfo method)
    {
        CallerArgument? found = null;
        foreach (var parameter in method.GetParameters())
        {
            var property = parameter.ParameterType == typeof(Caller) ? null : PropertyOf(parameter.ParameterType);
            if (parameter.ParameterType == typeof(Caller) || property is not null)
            {
                found = found is null
                    ? Compile(parameter.Position, property)
                    : throw new InvalidOperationException($"{method.DeclaringType!.Name}.{method.Name} takes two callers.");
            }
        }

        return found;
    }

    public Caller? Read(IInvokable request) => request.GetArgument(index) is { } argument ? read(argument) : null;

    public void Replace(IInvokable request, Caller caller) => request.SetArgument(index, replace(request.GetArgument(index)!, caller));

    private static PropertyInfo? PropertyOf(Type type)
    {
        var properties = type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(static property => property.PropertyType == typeof(Caller)).ToList();
        return properties.Count <= 1 ? properties.SingleOrDefault() : throw new InvalidOperationException($"{type.Name} has two callers.");
    }

    private static CallerArgument Compile(int index, PropertyInfo? property)
    {
        if (property is null)
        {
            return new CallerArgument(index, static argument => (Caller)argument, static (_, caller) => caller);
        }

        var type = property.DeclaringType!;
        var argument = Expression.Parameter(typeof(object));
        var caller = Expression.Parameter(typeof(Caller));
        var read = Expression.Lambda<Func<object, Caller?>>(Expression.Property(Expression.Convert(argument, type), property), argument);

        // As `command with { Caller = caller }`.
        var copy = Expression.Variable(type);
        var clone = type.GetMethod("<Clone>$") ?? throw new InvalidOperationException($"{type.Name} is no record.");
        var replace = Expression.Lambda<Func<object, Caller, object>>(
            Expression.Block(
                [copy],
                Expression.Assign(copy, Expression.Convert(Expression.Call(Expression.Convert(argument, type), clone), type)),
                Expression.Assign(Expression.Property(copy, property), caller),
                copy),
            argument,
            caller);
        return new CallerArgument(index, read.Compile(), replace.Compile());
    }
}
