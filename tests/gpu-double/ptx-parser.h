/* SPDX-License-Identifier: Apache-2.0 */
/* Reading PTX: what the parts of the reader share. Private to them. */
#pragma once

#include "tests/gpu-double/ptx-module.h"

G_BEGIN_DECLS

#define PTX_NOWHERE G_MAXUINT32
/* Where shared memory is whose size the launch says. */
#define PTX_DYNAMIC G_MAXUINT64

/* A symbol that is an address: of shared or local memory, a parameter, or a variable of the module. */
typedef struct
{
  PtxSpace space;
  guint64 address;
} PtxSymbol;

typedef struct
{
  const char *at;
  guint32 text_line;
  guint32 source_line;
  PtxModule *module;
  PtxAllocate allocate;
  gpointer user_data;
  GError **error;
  GHashTable *globals; /* name -> PtxSymbol, of the module */
  char *dynamic_name;  /* (nullable) */

  /* of the kernel at hand */
  PtxKernel *kernel;
  GHashTable *registers; /* name -> number + 1 */
  GHashTable *symbols;   /* name -> PtxSymbol */
  GHashTable *labels;    /* name -> instruction + 1 */
  GPtrArray *jumps;      /* names of the targets */
  GArray *jumps_at;      /* guint32, the instructions that jump there */
} PtxParser;

gboolean ptx_parser_refuse (PtxParser *self, const char *format, ...) G_GNUC_PRINTF (2, 3);
PtxType ptx_find_type (const char *name);
PtxSymbol *ptx_parser_find_symbol (PtxParser *self, const char *name);
gint64 ptx_parse_integer (const char *text);
GPtrArray *ptx_split (const char *text);
gboolean ptx_parser_read_instruction (PtxParser *self, char *text);

G_END_DECLS
