using System.Collections.Immutable;
using System.Reflection.Metadata;

namespace CdnLab.Architecture.Tests;

/// <summary>Turns signatures into full type names; what a type is made of is joined by bars.</summary>
internal sealed class TypeNames : ISignatureTypeProvider<string, object?>
{
    public static IEnumerable<string> Split(string names) =>
        names.Split('|', StringSplitOptions.RemoveEmptyEntries).Select(static name => name.Split('`')[0]);

    public string GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind)
    {
        TypeReference type = reader.GetTypeReference(handle);
        string name = reader.GetString(type.Name);
        return type.ResolutionScope.Kind == HandleKind.TypeReference
            ? $"{GetTypeFromReference(reader, (TypeReferenceHandle)type.ResolutionScope, 0)}.{name}"
            : Join(reader.GetString(type.Namespace), name);
    }

    public string GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind)
    {
        TypeDefinition type = reader.GetTypeDefinition(handle);
        string name = reader.GetString(type.Name);
        return type.GetDeclaringType().IsNil
            ? Join(reader.GetString(type.Namespace), name)
            : $"{GetTypeFromDefinition(reader, type.GetDeclaringType(), 0)}.{name}";
    }

    public string GetTypeFromSpecification(MetadataReader reader, object? genericContext, TypeSpecificationHandle handle, byte rawTypeKind) =>
        reader.GetTypeSpecification(handle).DecodeSignature(this, genericContext);

    public string GetArrayType(string elementType, ArrayShape shape) => elementType;

    public string GetSZArrayType(string elementType) => elementType;

    public string GetByReferenceType(string elementType) => elementType;

    public string GetPointerType(string elementType) => elementType;

    public string GetPinnedType(string elementType) => elementType;

    public string GetModifiedType(string modifier, string unmodifiedType, bool isRequired) => unmodifiedType;

    public string GetGenericInstantiation(string genericType, ImmutableArray<string> typeArguments) =>
        string.Join('|', typeArguments.Insert(0, genericType));

    public string GetFunctionPointerType(MethodSignature<string> signature) => string.Join('|', signature.ParameterTypes.Add(signature.ReturnType));

    public string GetGenericMethodParameter(object? genericContext, int index) => "";

    public string GetGenericTypeParameter(object? genericContext, int index) => "";

    public string GetPrimitiveType(PrimitiveTypeCode typeCode) => "";

    private static string Join(string space, string name) => space.Length == 0 ? name : $"{space}.{name}";
}
