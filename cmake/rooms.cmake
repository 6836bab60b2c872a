# A room is a folder of src built as one static library; what it USES is what it may include.

set(HEED_WARNINGS -Wall -Wextra -Wshadow -Wconversion -Wvla -Wmissing-prototypes -Wstrict-prototypes
  -Wdouble-promotion -Werror)

# Every target of the project is compiled the same way; products are never contracted (ffp), so gcc and
# clang compute the same numbers.
function(heed_flags target)
  target_compile_definitions(${target} PRIVATE _GNU_SOURCE HEED_VERSION="${PROJECT_VERSION}"
    HEED_SOURCE_ASSETS="${PROJECT_SOURCE_DIR}/assets")
  target_compile_options(${target} PRIVATE ${HEED_WARNINGS} -ffp-contract=off -fno-math-errno
    -fno-omit-frame-pointer -ffile-prefix-map=${PROJECT_SOURCE_DIR}/=)
  target_include_directories(${target} PRIVATE ${PROJECT_SOURCE_DIR}/src)
  if(HEED_SANITIZE)
    target_compile_options(${target} PRIVATE -fsanitize=${HEED_SANITIZE} -fno-sanitize-recover=all)
    target_link_options(${target} PRIVATE -fsanitize=${HEED_SANITIZE})
  endif()
endfunction()

function(heed_sources folder out)
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/src/${folder}/*.c)
  set(${out} ${sources} PARENT_SCOPE)
endfunction()

function(heed_room name)
  cmake_parse_arguments(ROOM "" "" "USES;LINK" ${ARGN})
  heed_sources(${name} sources)
  if(NOT sources)
    add_library(${name} INTERFACE)
    target_link_libraries(${name} INTERFACE ${ROOM_USES} ${ROOM_LINK})
    return()
  endif()
  add_library(${name} STATIC ${sources})
  heed_flags(${name})
  target_link_libraries(${name} PUBLIC ${ROOM_USES} ${ROOM_LINK})
endfunction()

# The vector kernels are compiled for their own processors and chosen at run time.
if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
  set_source_files_properties(src/engine/kernels/avx2.c PROPERTIES COMPILE_OPTIONS "-mavx2;-mfma")
  set_source_files_properties(src/engine/kernels/avx512.c PROPERTIES
    COMPILE_OPTIONS "-mavx512f;-mavx512vl;-mavx512dq;-mavx512bw;-mavx2;-mfma;-mprefer-vector-width=512")
endif()
