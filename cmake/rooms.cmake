# lg_room(NAME [ROOM...])    static library lg_NAME of every .c in NAME/ and one level below, on top of lg_ROOM...
# lg_embed(VAR PATTERN...)   C source (in VAR) holding the files as a table (see system/embedded.h)
# lg_host_app(NAME FOLDER ROOM...)   the program

function(lg_room name)
  file(GLOB sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/${name}/*.c
       ${PROJECT_SOURCE_DIR}/${name}/*/*.c)
  if(NOT sources)
    set(sources ${PROJECT_SOURCE_DIR}/cmake/empty.c)
  endif()
  add_library(lg_${name} STATIC ${sources})
  target_include_directories(lg_${name} PUBLIC ${PROJECT_SOURCE_DIR})
  foreach(below ${ARGN})
    target_link_libraries(lg_${name} PUBLIC lg_${below})
  endforeach()
  if(NOT name MATCHES "^(core|devices|wiring)$")
    target_compile_definitions(lg_${name} PRIVATE _GNU_SOURCE)
  endif()
endfunction()

function(lg_embed variable)
  set(patterns ${ARGN})
  list(TRANSFORM patterns PREPEND ${PROJECT_SOURCE_DIR}/)
  file(GLOB files CONFIGURE_DEPENDS ${patterns})
  set(output ${PROJECT_BINARY_DIR}/embedded/${variable}.c)
  set(rows "")
  set(blobs "")
  set(index 0)
  foreach(file ${files})
    file(RELATIVE_PATH path ${PROJECT_SOURCE_DIR} ${file})
    string(APPEND blobs
      "__asm__(\".section .rodata\\n.global lg_blob_${variable}_${index}\\n.global lg_blob_end_${variable}_${index}\\n\"\n"
      "        \"lg_blob_${variable}_${index}:\\n.incbin \\\"${file}\\\"\\n\"\n"
      "        \"lg_blob_end_${variable}_${index}:\\n.byte 0\\n.previous\");\n"
      "extern const char lg_blob_${variable}_${index}[], lg_blob_end_${variable}_${index}[];\n")
    string(APPEND rows
      "\t{\"${path}\", lg_blob_${variable}_${index}, lg_blob_end_${variable}_${index}},\n")
    math(EXPR index "${index} + 1")
  endforeach()
  file(CONFIGURE OUTPUT ${output} @ONLY CONTENT
"/* Made by cmake/rooms.cmake: files of the project, inside the binary. */
#include \"system/embedded.h\"

@blobs@
const struct lg_embedded lg_@variable@[] = {
@rows@	{0, 0, 0},
};
")
  set_source_files_properties(${output} PROPERTIES OBJECT_DEPENDS "${files}")
  set(${variable} ${output} PARENT_SCOPE)
endfunction()

function(lg_host_app name folder)
  file(GLOB sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/${folder}/*.c)
  add_executable(${name} ${sources})
  target_compile_definitions(${name} PRIVATE _GNU_SOURCE LG_VERSION="${PROJECT_VERSION}")
  foreach(below ${ARGN})
    target_link_libraries(${name} PRIVATE lg_${below})
  endforeach()
endfunction()
