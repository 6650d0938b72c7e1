/* SPDX-License-Identifier: Apache-2.0 */
/* Findings as cards: what it is, what to try, and buttons to where it shows. */
#pragma once

#include "app/window/model/debugger.h"
#include "app/window/profile/profile-selection.h"

G_BEGIN_DECLS

#define BS_TYPE_FINDINGS_LIST (bs_findings_list_get_type ())
G_DECLARE_FINAL_TYPE (BsFindingsList, bs_findings_list, BS, FINDINGS_LIST, GtkWidget)

/** bs_findings_list_set: @findings: (nullable) (element-type BsReportFinding): of the trace of @debugger. */
void bs_findings_list_set (BsFindingsList *self, BsDebugger *debugger,
                           BsProfileSelection *selection, GPtrArray *findings);

G_END_DECLS
