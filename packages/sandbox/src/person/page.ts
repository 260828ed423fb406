/** A page as a scripted person sees it. */
export interface Page {
  url: string;
  status: number;
  html: string;
  headers: Headers;
  /** What a reader reads: without tags, scripts and styles. */
  text: string;
  forms: Form[];
  /** Where `<meta http-equiv=refresh>` sends a browser at once; absolute. */
  refreshTo: string | undefined;
}

/** A form of a page. */
export interface Form {
  method: 'GET' | 'POST';
  /** Absolute. */
  action: string;
  /** What would be sent without any button, in the order of the page. */
  fields: FormField[];
  buttons: FormButton[];
}

export interface FormField {
  name: string;
  value: string;
  /** The type of the input, or `textarea`, `select`. */
  type: string;
}

export interface FormButton {
  name: string | undefined;
  value: string;
  text: string;
}
