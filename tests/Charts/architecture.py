"""What the image is made of runs on every processor that .NET runs on: only the launcher and code compiled ahead are made for one, by 'dotnet publish -a'."""
import struct

from chart import ROOT

PROGRAMS = ("Operator", "Gateway", "KubectlIep")
ANY_PROCESSOR, IL_ONLY, NEEDS_32_BITS = 0x14C, 1, 2


def bound_to_a_processor():
    """Files of the programs, as they are built, that hold machine code."""
    for program in PROGRAMS:
        folder = ROOT / f"src/{program}/bin/Debug/net10.0"
        files = [path for path in [*folder.glob("*"), *folder.glob("runtimes/**/*")] if path.suffix in (".dll", ".so", ".dylib")]
        if not files:
            return f"{program} is not built: run 'dotnet build Operator.sln'"
        if bound := [path.name for path in files if not is_neutral(path.read_bytes())]:
            return f"{program} has {', '.join(bound)}"
    return None


def is_neutral(content):
    """By the headers of a PE file: intermediate language alone."""
    if content[:2] != b"MZ":
        return False
    start = struct.unpack_from("<I", content, 0x3C)[0]
    machine, count, _, _, _, optional = struct.unpack_from("<HHIIIH", content, start + 4)
    directories = start + 24 + (96 if struct.unpack_from("<H", content, start + 24)[0] == 0x10B else 112)
    address = struct.unpack_from("<I", content, directories + 14 * 8)[0]
    for section in range(count):
        size, virtual, _, raw = struct.unpack_from("<IIII", content, start + 24 + optional + 40 * section + 8)
        if virtual <= address < virtual + size:
            flags = struct.unpack_from("<I", content, raw + address - virtual + 16)[0]
            return machine == ANY_PROCESSOR and flags & IL_ONLY != 0 and flags & NEEDS_32_BITS == 0
    return False
