/* SPDX-License-Identifier: Apache-2.0 */
/* Pages of the help as a list of pieces of text, each with the elements that it stands in. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _HelpElement HelpElement;

struct _HelpElement
{
  const HelpElement *parent; /* %NULL: the page itself */
  char *name;
  GHashTable *attributes; /* names, with their prefix, to values */
  guint line;
  GString *text; /* all that stands in it, also in elements below */
};

typedef struct
{
  const HelpElement *element; /* the innermost that it stands in */
  char *text;
  guint line;
} HelpPiece;

/** HelpText: a page, read. */
typedef struct
{
  char *path;
  GPtrArray *elements; /* #HelpElement, in the order in which they begin */
  GPtrArray *pieces;   /* #HelpPiece, in their order */
} HelpText;

/** help_text_read: Returns: (transfer full): the page at @path, which has to be well formed. */
HelpText *help_text_read (const char *path);
void help_text_free (HelpText *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HelpText, help_text_free)

/** help_element_get: Returns: (nullable): the value of an attribute. */
const char *help_element_get (const HelpElement *self, const char *attribute);

/** help_element_find: Returns: (nullable): @self, or the nearest element around it, that has the name
 * @name. */
const HelpElement *help_element_find (const HelpElement *self, const char *name);

/** help_folder: Returns: (transfer full): where the pages are in the source. */
char *help_folder (void);

/** help_pages: Returns: (transfer full) (element-type HelpText): all pages, by name. */
GPtrArray *help_pages (void);

G_END_DECLS
