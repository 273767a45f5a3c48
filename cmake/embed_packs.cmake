# cmake -DOUT=file.cc -DROOT=rules -DFILES="a/b.yaml;c/d.yaml" -P embed_packs.cmake
# Writes the files as raw string literals, in pieces that every compiler accepts.
set(body "#include \"app/shipped.h\"\n\nnamespace triaged::app {\n\nconst std::vector<ShippedFile>& shipped_files() {\n  static const std::vector<ShippedFile> kFiles{\n")
foreach(path IN LISTS FILES)
  file(READ "${ROOT}/${path}" text)
  string(FIND "${text}" ")yaml\"" clash)
  if(NOT clash EQUAL -1)
    message(FATAL_ERROR "${path} contains the literal's end mark")
  endif()
  string(APPEND body "      {\"${path}\", R\"yaml(${text})yaml\"},\n")
endforeach()
string(APPEND body "  };\n  return kFiles;\n}\n\n}  // namespace triaged::app\n")
file(WRITE "${OUT}" "${body}")
