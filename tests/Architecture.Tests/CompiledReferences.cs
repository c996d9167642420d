using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace CdnLab.Architecture.Tests;

/// <summary>Everything that the types of one namespace of an assembly name: in code, fields, signatures, base types.</summary>
/// <remarks>
/// Reads IL, so that what has no name in the source is seen too: <c>lock</c>, <c>async</c>, a parameter's type. Members are
/// reported as the type that declares them and their name.
/// </remarks>
internal sealed class CompiledReferences : IDisposable
{
    private static readonly Dictionary<ushort, OperandType> Operands = typeof(OpCodes).GetFields()
        .Select(field => (OpCode)field.GetValue(null)!)
        .ToDictionary(code => (ushort)code.Value, code => code.OperandType);

    private readonly PEReader _image;
    private readonly MetadataReader _metadata;
    private readonly TypeNames _names;

    public CompiledReferences(string assemblyFile)
    {
        _image = new PEReader(File.OpenRead(assemblyFile));
        _metadata = _image.GetMetadataReader();
        _names = new TypeNames();
    }

    /// <summary>Native libraries that are called by any type of the assembly.</summary>
    public IEnumerable<string> NativeLibraries =>
        from handle in _metadata.MethodDefinitions
        let import = _metadata.GetMethodDefinition(handle).GetImport()
        where !import.Module.IsNil
        select _metadata.GetString(_metadata.GetModuleReference(import.Module).Name);

    /// <summary>What is named, and by which type.</summary>
    public IEnumerable<(string By, string Type, string Member)> NamedBy(string inNamespace)
    {
        foreach (TypeDefinitionHandle handle in _metadata.TypeDefinitions)
        {
            TypeDefinition type = _metadata.GetTypeDefinition(handle);
            if (!NamespaceOf(type).StartsWith(inNamespace, StringComparison.Ordinal))
            {
                continue;
            }

            string by = _names.GetTypeFromDefinition(_metadata, handle, 0);
            foreach ((string name, string member) in NamedBy(type))
            {
                foreach (string single in TypeNames.Split(name))
                {
                    yield return (by, single, member);
                }
            }
        }
    }

    public void Dispose() => _image.Dispose();

    private IEnumerable<(string Type, string Member)> NamedBy(TypeDefinition type)
    {
        if (!type.BaseType.IsNil)
        {
            yield return (NameOf(type.BaseType), "");
        }

        foreach (InterfaceImplementationHandle handle in type.GetInterfaceImplementations())
        {
            yield return (NameOf(_metadata.GetInterfaceImplementation(handle).Interface), "");
        }

        foreach (FieldDefinitionHandle handle in type.GetFields())
        {
            yield return (_metadata.GetFieldDefinition(handle).DecodeSignature(_names, null), "");
        }

        foreach (MethodDefinitionHandle handle in type.GetMethods())
        {
            MethodDefinition method = _metadata.GetMethodDefinition(handle);
            yield return (Flatten(method.DecodeSignature(_names, null)), "");
            if (method.RelativeVirtualAddress == 0)
            {
                continue;
            }

            MethodBodyBlock body = _image.GetMethodBody(method.RelativeVirtualAddress);
            if (!body.LocalSignature.IsNil)
            {
                yield return (string.Join('|', _metadata.GetStandaloneSignature(body.LocalSignature).DecodeLocalSignature(_names, null)), "");
            }

            foreach (EntityHandle named in TokensOf(body.GetILBytes()!))
            {
                foreach ((string, string) reference in Resolve(named))
                {
                    yield return reference;
                }
            }
        }
    }

    private IEnumerable<(string Type, string Member)> Resolve(EntityHandle handle)
    {
        switch (handle.Kind)
        {
            case HandleKind.TypeReference or HandleKind.TypeDefinition or HandleKind.TypeSpecification:
                yield return (NameOf(handle), "");
                break;
            case HandleKind.MemberReference:
                MemberReference member = _metadata.GetMemberReference((MemberReferenceHandle)handle);
                yield return (NameOf(member.Parent), _metadata.GetString(member.Name));
                if (member.GetKind() == MemberReferenceKind.Method)
                {
                    yield return (Flatten(member.DecodeMethodSignature(_names, null)), "");
                }

                break;
            case HandleKind.MethodSpecification:
                MethodSpecification specification = _metadata.GetMethodSpecification((MethodSpecificationHandle)handle);
                yield return (string.Join('|', specification.DecodeSignature(_names, null)), "");
                foreach ((string, string) reference in Resolve(specification.Method))
                {
                    yield return reference;
                }

                break;
        }
    }

    private static IEnumerable<EntityHandle> TokensOf(byte[] code)
    {
        for (int at = 0; at < code.Length;)
        {
            ushort value = code[at++];
            if (value == 0xFE)
            {
                value = (ushort)(0xFE00 | code[at++]);
            }

            switch (Operands[value])
            {
                case OperandType.InlineMethod or OperandType.InlineField or OperandType.InlineType or OperandType.InlineTok:
                    yield return MetadataTokens.EntityHandle(BitConverter.ToInt32(code, at));
                    at += 4;
                    break;
                case OperandType.InlineNone:
                    break;
                case OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar:
                    at++;
                    break;
                case OperandType.InlineVar:
                    at += 2;
                    break;
                case OperandType.InlineI8 or OperandType.InlineR:
                    at += 8;
                    break;
                case OperandType.InlineSwitch:
                    at += 4 + (BitConverter.ToInt32(code, at) * 4);
                    break;
                default:
                    at += 4;
                    break;
            }
        }
    }

    private string NameOf(EntityHandle handle) => handle.Kind switch
    {
        HandleKind.TypeReference => _names.GetTypeFromReference(_metadata, (TypeReferenceHandle)handle, 0),
        HandleKind.TypeDefinition => _names.GetTypeFromDefinition(_metadata, (TypeDefinitionHandle)handle, 0),
        HandleKind.TypeSpecification => _metadata.GetTypeSpecification((TypeSpecificationHandle)handle).DecodeSignature(_names, null),
        _ => "",
    };

    private string NamespaceOf(TypeDefinition type)
    {
        while (!type.GetDeclaringType().IsNil)
        {
            type = _metadata.GetTypeDefinition(type.GetDeclaringType());
        }

        return _metadata.GetString(type.Namespace);
    }

    private static string Flatten(MethodSignature<string> signature) => string.Join('|', signature.ParameterTypes.Add(signature.ReturnType));
}
