/* SPDX-License-Identifier: Apache-2.0 */
/* Functions of a library that is loaded when it is first needed. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct
{
  const char *name;
  gsize offset; /* of its pointer in the table */
} BsFunction;

/**
 * bs_function_table_load:
 * @library: such as libcuda.so.1; it stays loaded
 * @advice: what it means that it cannot be loaded, translated
 * @version: what has all these functions, such as CUDA 13
 * @functions: (array length=n): to be looked up
 * @table: a struct of pointers
 *
 * Returns: whether all functions are there; otherwise %BS_ERROR_UNSUPPORTED
 */
gboolean bs_function_table_load (const char *library, const char *advice, const char *version,
                                 const BsFunction *functions, guint n, gpointer table,
                                 GError **error);

G_END_DECLS
