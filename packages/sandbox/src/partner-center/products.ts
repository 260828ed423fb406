/** What a licence of a product lets its user do. */
interface ServicePlan {
  id: string;
  serviceName: string;
  displayName: string;
}

/** One product of the catalogue. */
export interface Product {
  /** Product, SKU and availability. */
  offerId: string;
  name: string;
  productType: string;
  /** The licences that come with it. Azure has none. */
  sku?: { id: string; partNumber: string; plans: readonly ServicePlan[] };
  /** In US dollars, for one unit and month. */
  price: number;
}

/** The catalogue of the sandbox. Ids of licences and plans are Microsoft's own (checked 2023-10); prices are not. */
export const PRODUCTS: readonly Product[] = [
  {
    offerId: 'CFQ7TTC0LH18:0001:CFQ7TTC0K971',
    name: 'Microsoft 365 Business Basic',
    productType: 'OnlineServicesNCE',
    price: 6,
    sku: {
      id: '3b555118-da6a-4418-894f-7df1e2096870',
      partNumber: 'O365_BUSINESS_ESSENTIALS',
      plans: [
        {
          id: '9aaf7827-d63c-4b61-89c3-182f06f82e5c',
          serviceName: 'EXCHANGE_S_STANDARD',
          displayName: 'Exchange Online (Plan 1)',
        },
        {
          id: '57ff2da0-773e-42df-b2af-ffb7a2317929',
          serviceName: 'TEAMS1',
          displayName: 'Microsoft Teams',
        },
      ],
    },
  },
  {
    offerId: 'CFQ7TTC0LHSL:0001:CFQ7TTC0K2JK',
    name: 'Enterprise Mobility + Security E3',
    productType: 'OnlineServicesNCE',
    price: 10.6,
    sku: {
      id: 'efccb6f7-5641-4e0e-bd10-b4976e1bf68e',
      partNumber: 'EMS',
      plans: [
        {
          id: 'c1ec4a95-1f05-45b3-a911-aa3fa01094f5',
          serviceName: 'INTUNE_A',
          displayName: 'Microsoft Intune A Direct',
        },
        {
          id: '8a256a2b-b617-496d-b51b-e76466e88db0',
          serviceName: 'MFA_PREMIUM',
          displayName: 'Microsoft Azure Multi-Factor Authentication',
        },
      ],
    },
  },
  {
    offerId: 'CFQ7TTC0HL8W:0001:CFQ7TTC0K4QF',
    name: 'Power BI Pro',
    productType: 'OnlineServicesNCE',
    price: 10,
    sku: {
      id: 'f8a1db68-be16-40ed-86d5-cb42ce701560',
      partNumber: 'POWER_BI_PRO',
      plans: [
        {
          id: '70d33638-9c74-4d01-bfd3-562de28bd4ba',
          serviceName: 'BI_AZURE_P2',
          displayName: 'Power BI Pro',
        },
      ],
    },
  },
  { offerId: 'DZH318Z0BPS6:0001:DZH318Z0BMTX', name: 'Azure plan', productType: 'Azure', price: 40 },
];

/** Finds a product by its offer id, in any case. */
export function findProduct(offerId: string): Product | undefined {
  return PRODUCTS.find((product) => product.offerId.toLowerCase() === offerId.toLowerCase());
}
