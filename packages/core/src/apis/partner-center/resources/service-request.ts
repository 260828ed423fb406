import type { Resource } from './resource.ts';

/**
 * Severity and status come as numbers, though Microsoft's table calls them text; `lastClosedDate` is the first day of time for one
 * that is open.
 *
 * @see Partner Center REST, "Service request resources" (2022-06)
 */
export interface ServiceRequest extends Resource {
  readonly id: string;
  readonly title?: string;
  readonly description?: string;
  readonly severity?: string | number;
  readonly status?: string | number;
  readonly supportTopicId?: string;
  readonly supportTopicName?: string;
  readonly productId?: string;
  readonly productName?: string;
  readonly organization?: { readonly id?: string; readonly name?: string; readonly phoneNumber?: string };
  readonly primaryContact?: unknown;
  readonly lastUpdatedBy?: unknown;
  readonly createdDate?: string;
  readonly lastModifiedDate?: string;
  readonly lastClosedDate?: string;
  readonly notes?: readonly {
    readonly createdByName?: string;
    readonly createdDate?: string;
    readonly text?: string;
  }[];
  readonly countryCode?: string;
}

/** What can be changed of one: a new note, its status. */
export interface ServiceRequestChange {
  readonly newNote?: { readonly text: string };
  readonly status?: string | number;
  readonly [field: string]: unknown;
}
