/* SPDX-License-Identifier: Apache-2.0 */
/* A tab of a page that needs no open trace: comparison, training, lessons. */
#pragma once

#include <adwaita.h>

#include "app/window/shell/tab.h"

G_BEGIN_DECLS

#define BS_TYPE_TOOL_PAGE (bs_tool_page_get_type ())
G_DECLARE_FINAL_TYPE (BsToolPage, bs_tool_page, BS, TOOL_PAGE, GtkWidget)

typedef enum
{
  BS_TOOL_COMPARE,
  BS_TOOL_TRAIN,
  BS_TOOL_LEARN,
  BS_N_TOOLS
} BsTool;

/** bs_tool_page_new: of a new page. */
GtkWidget *bs_tool_page_new (BsTool tool);

BsTool bs_tool_page_get_tool (BsToolPage *self);

/** bs_tool_page_get_icon: Returns: the name of an icon. */
const char *bs_tool_page_get_icon (BsToolPage *self);

G_END_DECLS
