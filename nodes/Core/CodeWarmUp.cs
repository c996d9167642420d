using System.Reflection;
using System.Runtime.CompilerServices;

namespace CdnLab.Core;

/// <summary>
/// Has a program's own code compiled before its first packet: compiling on demand would hold a media loop up for hundreds of
/// milliseconds while the first peers join.
/// </summary>
public static class CodeWarmUp
{
    private const BindingFlags All =
        BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    /// <summary>Compiles all methods of these assemblies that stand on their own; generic ones are compiled when first used.</summary>
    /// <returns>How many methods were compiled.</returns>
    public static int Run(params ReadOnlySpan<Assembly> assemblies)
    {
        int count = 0;
        foreach (Assembly assembly in assemblies)
        {
            foreach (Type type in assembly.GetTypes())
            {
                if (!type.ContainsGenericParameters)
                {
                    count += Prepare(type);
                }
            }
        }

        return count;
    }

    private static int Prepare(Type type)
    {
        int count = 0;
        foreach (MethodBase method in type.GetMethods(All).Concat<MethodBase>(type.GetConstructors(All)))
        {
            if (!method.IsAbstract && !method.ContainsGenericParameters && method.GetMethodBody() is not null)
            {
                RuntimeHelpers.PrepareMethod(method.MethodHandle);
                count++;
            }
        }

        return count;
    }
}
