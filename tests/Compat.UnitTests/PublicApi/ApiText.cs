using System.Reflection;
using System.Runtime.CompilerServices;

namespace Compat.UnitTests.PublicApi;

/// <summary>The members of an assembly that code outside of it can use, one per line.</summary>
internal static class ApiText
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static string[] Of(Assembly assembly) =>
        [.. assembly.GetExportedTypes().SelectMany(type => Members(type).Prepend(Kind(type) + Name(type) + Bases(type))).Order(StringComparer.Ordinal)];

    // What the compiler writes for records and enums says nothing that the type does not.
    private static IEnumerable<string> Members(Type type) => type.IsSubclassOf(typeof(Delegate)) ? [] : type.GetMembers(Declared)
        .Where(member => !member.IsDefined(typeof(CompilerGeneratedAttribute)) && !IsOfRecords(member))
        .Select(Describe)
        .OfType<string>()
        .Select(text => $"{Name(type)}.{text}");

    private static bool IsOfRecords(MemberInfo member) =>
        member.Name is "EqualityContract" or "PrintMembers" or "<Clone>$" or "value__"
        || (member is ConstructorInfo constructor && constructor.GetParameters() is [var only] && only.ParameterType == member.DeclaringType);

    private static string? Describe(MemberInfo member) => member switch
    {
        ConstructorInfo constructor when IsVisible(constructor) => $"new({Parameters(constructor)})",
        MethodInfo { IsSpecialName: false } method when IsVisible(method) =>
            $"{Static(method.IsStatic)}{method.Name}{Generic(method)}({Parameters(method)}): {Name(method.ReturnType)}",
        MethodInfo method when method.Name.StartsWith("op_", StringComparison.Ordinal) => $"{method.Name}({Parameters(method)}): {Name(method.ReturnType)}",
        PropertyInfo property when Accessors(property) is { Length: > 0 } accessors =>
            $"{Static(property.GetAccessors(nonPublic: true)[0].IsStatic)}{property.Name}{Index(property)}: {Name(property.PropertyType)} {{ {accessors} }}",
        FieldInfo { IsPublic: true } field => $"{(field.IsLiteral ? "const " : Static(field.IsStatic))}{field.Name}: {Name(field.FieldType)}",
        EventInfo { AddMethod: { } add } @event when IsVisible(add) => $"event {@event.Name}: {Name(@event.EventHandlerType!)}",
        _ => null,
    };

    private static bool IsVisible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static string Accessors(PropertyInfo property) => string.Join(' ', new[] { property.GetMethod, property.SetMethod }
        .OfType<MethodInfo>()
        .Where(IsVisible)
        .Select(accessor => accessor == property.GetMethod ? "get;" : IsInit(accessor) ? "init;" : "set;"));

    private static bool IsInit(MethodInfo setter) => setter.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit));

    private static string Index(PropertyInfo property) => property.GetIndexParameters() is { Length: > 0 } index ? $"[{Join(index)}]" : "";

    private static string Static(bool isStatic) => isStatic ? "static " : "";

    private static string Kind(Type type) => type switch
    {
        { IsInterface: true } => "interface ",
        { IsEnum: true } => "enum ",
        { IsValueType: true } => "struct ",
        { IsAbstract: true, IsSealed: true } => "static class ",
        { IsAbstract: true } => "abstract class ",
        { IsSealed: true } => "sealed class ",
        _ => "class ",
    };

    private static string Bases(Type type)
    {
        var bases = type.GetInterfaces()
            .Where(candidate => candidate.IsVisible && candidate.Name != "IEquatable`1")
            .Except(type.GetInterfaces().SelectMany(candidate => candidate.GetInterfaces()))
            .Except(type.BaseType?.GetInterfaces() ?? [])
            .Select(Name)
            .Order(StringComparer.Ordinal);
        if (type.BaseType is { } parent && parent != typeof(object) && parent != typeof(ValueType))
        {
            bases = bases.Prepend(Name(parent)).Order(StringComparer.Ordinal);
        }

        return type.IsEnum || !bases.Any() ? "" : $" : {string.Join(", ", bases)}";
    }

    private static string Generic(MethodInfo method) =>
        method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(Name))}>" : "";

    private static string Parameters(MethodBase method) => Join(method.GetParameters());

    private static string Join(IEnumerable<ParameterInfo> parameters) => string.Join(", ", parameters.Select(parameter =>
        $"{Name(parameter.ParameterType)} {parameter.Name}{(parameter.HasDefaultValue ? $" = {parameter.RawDefaultValue ?? "default"}" : "")}"));

    private static string Name(Type type)
    {
        if (type.IsGenericParameter)
        {
            return type.Name;
        }

        if (type.IsByRef || type.IsArray)
        {
            return Name(type.GetElementType()!) + (type.IsArray ? "[]" : "&");
        }

        var name = type.IsNested ? $"{Name(type.DeclaringType!)}.{type.Name}" : $"{type.Namespace}.{type.Name}";
        return type.IsGenericType && name.Contains('`', StringComparison.Ordinal)
            ? $"{name[..name.IndexOf('`', StringComparison.Ordinal)]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>"
            : name;
    }
}
