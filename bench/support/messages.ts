import type { Partner } from './find-partners.ts';

/** Of `programs/cloud.ts`. */
export interface CloudOrders {
  readonly partners: number;
  readonly customers: number;
  readonly redirectUris: string[];
}

export interface CloudReady {
  readonly origins: {
    readonly login: string;
    readonly partnerCenter: string;
    readonly graph: string;
    readonly vault: string;
  };
  readonly partners: readonly Partner[];
}

/** A Postgres database, in words that go from one process to another. */
export interface DatabaseWords {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
}

/** Where a broker has its things. */
export interface BrokerPlace {
  /** The data folder and the master key lie in it. */
  readonly folder: string;
  /** Of the data folder, where several brokers share a database. */
  readonly replica?: string;
  readonly origins: Omit<CloudReady['origins'], 'vault'>;
  readonly publicPort: number;
  readonly database?: DatabaseWords;
}

/** Of `programs/broker.ts`. */
export interface BrokerOrders extends BrokerPlace {
  /** `off`: tokens are handed out without a record. To see what the audit costs; no setting of the product does it. */
  readonly audit: 'durable' | 'off';
}

export interface BrokerReady {
  readonly apiUrl: string;
  readonly operatorKeyFile: string;
}
