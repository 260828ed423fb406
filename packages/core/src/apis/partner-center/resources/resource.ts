/**
 * What everything that Partner Center gives has in common. Of all fields only those are named that Microsoft documents; none is
 * promised, and fields that are not named are passed through as they come. Dates are text in several spellings: `findDate` reads
 * them.
 *
 * @see Partner Center REST, "Utility resources" (2022-09)
 */
export interface Resource {
  readonly links?: Readonly<Record<string, Link>>;
  readonly attributes?: { readonly etag?: string; readonly objectType?: string };
  readonly [field: string]: unknown;
}

export interface Link {
  readonly uri?: string;
  readonly method?: string;
  readonly headers?: readonly { readonly key?: string; readonly value?: string }[];
}

export interface Address {
  readonly country?: string;
  readonly region?: string;
  readonly city?: string;
  readonly state?: string;
  readonly addressLine1?: string;
  readonly addressLine2?: string;
  readonly postalCode?: string;
  readonly firstName?: string;
  readonly lastName?: string;
  readonly phoneNumber?: string;
  readonly [field: string]: unknown;
}

export interface Contact {
  readonly firstName?: string;
  readonly lastName?: string;
  readonly email?: string;
  readonly phoneNumber?: string | null;
  readonly middleName?: string | null;
}
