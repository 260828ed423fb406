import { deriveGuid } from '../../ids.ts';
import { listUsersOf } from '../../world/find.ts';
import { createSeededRandom } from '../../world/random.ts';
import type { SeededRandom } from '../../world/random.ts';
import type { Tenant, User } from '../../world/types.ts';
import { DEVICES, deriveDevice } from '../derive-device.ts';
import { writeInstant } from '../incident.ts';
import type { SecurityData } from '../security-data.ts';
import type { Cell, ColumnType, Table } from './table.ts';

type Row = Record<string, Cell>;

/** A table that can be hunted in: its columns, and what makes its rows for one tenant. */
interface Source {
  columns: Readonly<Record<string, ColumnType>>;
  derive(data: SecurityData, tenant: Tenant): Row[];
}

/** The tables of the sandbox. Some columns of the real ones are left out. */
const SOURCES: Readonly<Record<string, Source>> = {
  DeviceInfo: {
    columns: {
      Timestamp: 'DateTime',
      DeviceId: 'String',
      DeviceName: 'String',
      OSPlatform: 'String',
      OnboardingStatus: 'String',
      IsAzureADJoined: 'Boolean',
    },
    derive: ({ beganAt }, tenant) =>
      Array.from({ length: DEVICES }, (_, index) => {
        const device = deriveDevice(tenant, index);
        return {
          Timestamp: writeInstant(beganAt - (index + 1) * 3_600_000),
          DeviceId: device.mdatpDeviceId,
          DeviceName: device.deviceDnsName,
          OSPlatform: device.osPlatform,
          OnboardingStatus: 'Onboarded',
          IsAzureADJoined: device.osPlatform !== 'macOS',
        };
      }),
  },
  AlertInfo: {
    columns: {
      Timestamp: 'DateTime',
      AlertId: 'String',
      Title: 'String',
      Category: 'String',
      Severity: 'String',
      ServiceSource: 'String',
      DetectionSource: 'String',
    },
    derive: (data, tenant) =>
      data
        .listIncidents(tenant)
        .flatMap(({ alerts }) => alerts)
        .map((alert) => ({
          Timestamp: alert.creationTime,
          AlertId: alert.alertId,
          Title: alert.title,
          Category: alert.category,
          Severity: alert.severity,
          ServiceSource: alert.serviceSource,
          DetectionSource: alert.detectionSource,
        })),
  },
  EmailEvents: {
    columns: {
      Timestamp: 'DateTime',
      NetworkMessageId: 'String',
      SenderFromAddress: 'String',
      RecipientEmailAddress: 'String',
      Subject: 'String',
      DeliveryAction: 'String',
      AttachmentCount: 'Int64',
    },
    derive: (data, tenant) =>
      deriveEvents(data, tenant, 'EmailEvents', (user, random, number) => ({
        NetworkMessageId: deriveGuid('mail', user.objectId, String(number)),
        SenderFromAddress: `sender${random.below(5)}@mail.example`,
        RecipientEmailAddress: user.userPrincipalName,
        Subject: `Message ${number + 1}`,
        DeliveryAction: random.below(4) === 0 ? 'Blocked' : 'Delivered',
        AttachmentCount: random.below(3),
      })),
  },
  IdentityLogonEvents: {
    columns: {
      Timestamp: 'DateTime',
      AccountUpn: 'String',
      AccountObjectId: 'String',
      ActionType: 'String',
      Application: 'String',
      IPAddress: 'String',
    },
    derive: (data, tenant) =>
      deriveEvents(data, tenant, 'IdentityLogonEvents', (user, random) => ({
        AccountUpn: user.userPrincipalName,
        AccountObjectId: user.objectId,
        ActionType: random.below(5) === 0 ? 'LogonFailed' : 'LogonSuccess',
        Application: 'Microsoft 365',
        IPAddress: `203.0.113.${random.below(256)}`,
      })),
  },
};

const DAY_MS = 86_400_000;
const KEPT_DAYS = 30;
const EVENTS_OF_A_USER = 5;

/** Events of every user of a tenant, spread over the thirty days before the sandbox began. */
function deriveEvents(
  { world, beganAt }: SecurityData,
  tenant: Tenant,
  table: string,
  write: (user: User, random: SeededRandom, number: number) => Row,
): Row[] {
  return listUsersOf(world, tenant.id).flatMap((user) => {
    const random = createSeededRandom(user.objectId, table);
    return Array.from({ length: EVENTS_OF_A_USER }, (_, number) => ({
      Timestamp: writeInstant(Math.floor(beganAt - random.fraction() * KEPT_DAYS * DAY_MS)),
      ...write(user, random, number),
    }));
  });
}

/** Finds a table by its exact name, with the rows of a tenant's last thirty days. */
export function findTable(data: SecurityData, tenant: Tenant, name: string, now: number): Table | undefined {
  const source = Object.hasOwn(SOURCES, name) ? SOURCES[name] : undefined;
  if (source === undefined) return undefined;
  const oldest = writeInstant(Math.max(0, now - KEPT_DAYS * DAY_MS));
  return {
    columns: Object.entries(source.columns).map(([column, type]) => ({ name: column, type })),
    rows: source.derive(data, tenant).filter((row) => String(row['Timestamp']) >= oldest),
  };
}
